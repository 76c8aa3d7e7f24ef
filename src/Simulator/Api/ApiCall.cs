using System.Globalization;
using OrleansMonitor.Simulator.Access;
using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>A request in progress, under the simulation's lock.</summary>
internal sealed class ApiCall
{
    public required Machinery Machinery { get; init; }
    /// <summary>The node whose address was asked.</summary>
    public required Node Local { get; init; }
    public required Identity Caller { get; init; }
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }
    public Dictionary<string, string> PathValues { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of rows that an injected fault hides.</summary>
    public Predicate<string>? DropRow { get; init; }

    /// <summary>The command behind the call failed after the response had begun: its body stays empty.</summary>
    public bool SendsNothing { get; set; }

    public ClusterModel State => Machinery.State;
    public bool Version9 => State.Options.IsVersion9;

    /// <summary>The node named in the path.</summary>
    public Node Node => State.FindNode(PathValues["node"])!;

    public string Text(string name, string fallback = "") => Parameters.GetValueOrDefault(name, fallback);

    public bool Flag(string name) => Parameters.GetValueOrDefault(name) is "1" or "true" or "yes" or "on";

    public long? Integer(string name) =>
        Parameters.TryGetValue(name, out var value) ? long.Parse(value, CultureInfo.InvariantCulture) : null;

    public bool May(string path, string privilege) => Caller.Has(path, privilege);

    public void Demand(string path, string privilege)
    {
        if (!May(path, privilege)) throw ApiException.Forbidden(path, privilege);
    }

    /// <summary>The guest of the path. It must be configured on the node of the path.</summary>
    public Guest Guest(bool isVm) =>
        FindGuest(isVm)
            ?? throw ApiException.NoConfiguration($"nodes/{PathValues["node"]}/{(isVm ? "qemu-server" : "lxc")}/{PathValues["vmid"]}.conf");

    public Guest? FindGuest(bool isVm)
    {
        var vmid = int.Parse(PathValues["vmid"], CultureInfo.InvariantCulture);
        return State.GuestsById.TryGetValue(vmid, out var guest) && guest.IsVm == isVm && guest.Node == Node ? guest : null;
    }

    /// <summary>
    /// The time of the data in this response: the copy held by the pveproxy worker that got the request. Any free one of the three workers
    /// takes the next request and their copies differ in age (api-facts §2), so consecutive responses may go back in time.
    /// </summary>
    public long DumpAge()
    {
        var now = State.Now;
        var worker = (int)(SeededRandom.Mix((ulong)State.Options.Seed, (ulong)Local.Index, (ulong)Local.Requests++) % WorkerCount);
        var (fetchedAt, dumpAt) = Local.WorkerDumps[worker];
        if (fetchedAt != 0 && now - fetchedAt < (long)State.Timings.WorkerCache.TotalMilliseconds) return dumpAt;
        if (Local.DumpAt == 0 || now - Local.DumpAt >= (long)State.Timings.FileSystemCache.TotalMilliseconds) Local.DumpAt = now;
        Local.WorkerDumps[worker] = (now, Local.DumpAt);
        return Local.DumpAt;
    }

    private const int WorkerCount = OrleansMonitor.Simulator.Model.Node.Workers;
}

using System.Globalization;
using System.Reflection;
using OrleansMonitor.Simulator.Clusters;

namespace OrleansMonitor.Trust.Faults;

/// <summary>
/// The one call that is faulty now. Calls that concern a node, a guest or an incident are faulty for those on one node only; all others are
/// faulty whoever makes them.
/// </summary>
internal sealed class FaultPlan
{
    /// <summary>The node whose calls are faulty.</summary>
    public const string Node = "pve1";

    // Longer than anything but a poll may be waited for.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(8);

    private readonly AsyncLocal<bool> _spared = new();
    private readonly Lock _lock = new();
    private TimeProvider _time = TimeProvider.System;
    private SimulatedCluster? _cluster;
    private MethodInfo? _method;
    private FaultKind _kind;
    private TaskCompletionSource _over = new();

    /// <summary>How often the faulty call was made.</summary>
    public int Hits { get; private set; }

    /// <summary>Which monitor's calls are faulty.</summary>
    /// <param name="time">Its clock.</param>
    /// <param name="cluster">What it watches.</param>
    public void Watch(TimeProvider time, SimulatedCluster cluster) => (_time, _cluster) = (time, cluster);

    public void Begin(MethodInfo method, FaultKind kind)
    {
        lock (_lock) (_method, _kind, _over, Hits) = (method, kind, new(TaskCreationOptions.RunContinuationsAsynchronously), 0);
    }

    public void End()
    {
        TaskCompletionSource over;
        lock (_lock) (_method, over) = (null, _over);
        over.TrySetResult();
    }

    /// <summary>What the test itself reads is never faulty.</summary>
    public async Task<T> Spare<T>(Func<Task<T>> read)
    {
        _spared.Value = true;
        return await read();
    }

    /// <summary>Goes wrong where this is the faulty call.</summary>
    /// <param name="method">The method of the interface.</param>
    /// <param name="about">Keys and arguments.</param>
    public async Task Pass(MethodInfo method, IEnumerable<object?> about)
    {
        FaultKind kind;
        Task over;
        lock (_lock)
        {
            if (_spared.Value || _method is null || method != _method || !Concerned(about)) return;
            Hits++;
            (kind, over) = (_kind, _over.Task);
        }

        switch (kind)
        {
            case FaultKind.Throws:
                throw new InvalidOperationException("broken by the test");
            case FaultKind.Hangs:
                await over;
                throw new InvalidOperationException("it hung until the test ended it");
            default:
                await Task.WhenAny(Task.Delay(Late, _time), over);
                break;
        }
    }

    private bool Concerned(IEnumerable<object?> about)
    {
        var nodes = about.Select(NodeOf).OfType<string>().Distinct().ToList();
        return nodes.Count == 0 || nodes.Contains(Node);
    }

    private string? NodeOf(int vmid) => _cluster!.Guests.FirstOrDefault(guest => guest.Vmid == vmid)?.Node;

    private string? NodeOf(object? about) => about switch
    {
        NodeId node => node.Name,
        GuestId guest => NodeOf(guest.Vmid),
        string key when key.LastIndexOf('/') is > 0 and var slash =>
            int.TryParse(key[(slash + 1)..], CultureInfo.InvariantCulture, out var vmid)
            ? NodeOf(vmid) : key[(slash + 1)..].StartsWith("pve", StringComparison.Ordinal) ? key[(slash + 1)..] : null,
        _ => null,
    };
}

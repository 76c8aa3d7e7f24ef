using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>A guest or a node as a row of the one table; points into the shared picture and copies nothing.</summary>
internal readonly record struct InventoryRow(ClusterPicture Cluster, GuestEntry? Guest, NodeEntry? Host)
{
    public bool IsNode => Host is not null;

    public string Id =>
        Guest is { } guest ? new GuestId(Cluster.Name, guest.Sample.Vmid).ToString()
        : new NodeId(Cluster.Name, Host!.Sample.Node).ToString();

    public int? Vmid => Guest?.Sample.Vmid;

    public string Kind => Guest is { } guest ? guest.Sample.Kind == GuestKind.Vm ? "vm" : "ct" : "node";

    public string Name => Guest is { } guest ? guest.Sample.Name ?? "" : Host!.Sample.Node;

    public string Node => Guest is { } guest ? guest.Sample.Node : Host!.Sample.Node;

    public string Status => Guest is { } guest ? Parts.DisplayText.Of(guest.Sample.Status) : Parts.DisplayText.Of(Host!.Believed);

    public double? Cpu => Guest is { } guest ? guest.Sample.Status == GuestStatus.Running ? guest.Sample.Cpu : null : Host!.Sample.Cpu;

    public double? Memory =>
        Guest is { } guest ? guest.Sample.Status == GuestStatus.Running ? guest.Sample.MemoryRatio : null : Host!.Sample.MemoryRatio;

    public double? Disk => Guest is { } guest ? guest.Sample.DiskRatio : Host!.Sample.DiskRatio;

    public long? MaxMemory => Guest?.Sample.MaxMem ?? Host?.Sample.MaxMem;

    public long? Uptime => Guest is { } guest ? guest.Sample.Uptime : Host!.Sample.Uptime;

    public string? Tags => Guest?.Sample.Tags;

    public string? Ha => Guest is { } guest ? guest.Sample.HaState : Host!.Sample.HaState;

    public string? Lock => Guest?.Sample.Lock;

    public string? Pool => Guest?.Sample.Pool;

    public bool Stale =>
        Guest is { } guest ? Cluster.FreshnessOf(guest) != Freshness.Fresh : Cluster.Header.FreshnessOn(Host!) != Freshness.Fresh;

    public System.Collections.Immutable.ImmutableArray<ActiveCondition> Conditions => Guest?.Conditions ?? Host!.Conditions;

    /// <summary>0 for none, then by severity; sorts what needs a look to the top.</summary>
    public int Trouble => Conditions.IsEmpty ? 0 : 1 + (int)Conditions.Max(condition => condition.Severity);

    public string Dot => (Trouble, Stale) switch
    {
        ( > 2, _) => "bad",
        ( > 1, _) => "warn",
        (_, true) => "idle",
        _ => Guest is { } guest ? guest.Sample.Status == GuestStatus.Running ? "ok" : ""
            : Host!.Believed == NodeStatus.Online ? "ok" : "bad",
    };
}

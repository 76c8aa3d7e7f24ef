using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>A guest or a node as a row of the inventory table; refers to the shared picture without copying it.</summary>
internal readonly record struct InventoryRow(ClusterPicture Cluster, GuestEntry? Guest, NodeEntry? Host)
{
    public bool IsNode => Host is not null;

    public string Id =>
        Guest is { } guest ? new GuestId(Cluster.Name, guest.Sample.Vmid).ToString()
        : new NodeId(Cluster.Name, Host!.Sample.Node).ToString();

    public int? Vmid => Guest?.Sample.Vmid;

    public string Kind => Guest?.Sample.Kind switch
    {
        null => "node",
        GuestKind.Vm => "vm",
        _ => "ct",
    };

    /// <summary>The kind, for people.</summary>
    public string KindTitle => Kind switch
    {
        "vm" => "VM",
        "ct" => "Container",
        _ => "Node",
    };

    public string Name => Guest is { } guest ? guest.Sample.Name ?? "" : Host!.Sample.Node;

    public string Node => Guest is { } guest ? guest.Sample.Node : Host!.Sample.Node;

    public string Status => Guest is { } guest ? Parts.DisplayText.Of(guest.Sample.Status) : Parts.DisplayText.Of(Host!.Believed);

    public double? Cpu => HasLoad ? Guest?.Sample.Cpu ?? Host?.Sample.Cpu : null;

    public double? Memory => HasLoad ? Guest?.Sample.MemoryRatio ?? Host?.Sample.MemoryRatio : null;

    public double? Disk => Guest is { } guest ? guest.Sample.DiskRatio : Host!.Sample.DiskRatio;

    /// <summary>Memory in use, bytes; null where nothing runs.</summary>
    public long? UsedMemory => HasLoad ? Guest?.Sample.Mem ?? Host?.Sample.Mem : null;

    public long? MaxMemory => Guest?.Sample.MaxMem ?? Host?.Sample.MaxMem;

    public DateTimeOffset SampledAt => Guest?.SampledAt ?? Host!.SampledAt;

    /// <summary>When the uptime was measured; null if it may have ended since.</summary>
    public DateTimeOffset? CountedFrom => Stale ? null : SampledAt;

    public long? Uptime => Guest is { } guest ? guest.Sample.Uptime : Host!.Sample.Uptime;

    public string? Tags => Guest?.Sample.Tags;

    public string? Ha => Guest is { } guest ? guest.Sample.HaState : Host!.Sample.HaState;

    public string? Lock => Guest?.Sample.Lock;

    public string? Pool => Guest?.Sample.Pool;

    public bool Stale =>
        Guest is { } guest ? Cluster.FreshnessOf(guest) != Freshness.Fresh : Cluster.Header.FreshnessOn(Host!) != Freshness.Fresh;

    public System.Collections.Immutable.ImmutableArray<ActiveCondition> Conditions => Guest?.Conditions ?? Host!.Conditions;

    /// <summary>0 without active conditions, else 1 plus the highest severity. The default sort order.</summary>
    public int SeverityRank => Conditions.IsEmpty ? 0 : 1 + (int)Conditions.Max(condition => condition.Severity);

    public string Dot => (SeverityRank, Stale) switch
    {
        ( > 2, _) => "bad",
        ( > 1, _) => "warn",
        (_, true) => "idle",
        _ when IsNode => Host!.Believed == NodeStatus.Online ? "ok" : "bad",
        _ => HasLoad ? "ok" : "",
    };

    /// <summary>The text of a column without a form of its own; null for none.</summary>
    public string? TextOf(string column) => column switch
    {
        "cluster" => Cluster.Name.Value,
        "node" => Node,
        "ha" => Ha,
        "lock" => Lock,
        "pool" => Pool,
        _ => null,
    };

    private bool HasLoad => Guest is not { } guest || guest.Sample.Status == GuestStatus.Running;
}

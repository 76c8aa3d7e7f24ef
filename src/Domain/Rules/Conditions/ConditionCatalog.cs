using System.Collections.Frozen;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;
using static OrleansMonitor.Domain.Privileges.Capability;
using static OrleansMonitor.Domain.Rules.Conditions.ConditionType;

namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>One row per condition, in the order in which an explanation lists them.</summary>
public static class ConditionCatalog
{
    private static readonly RuleScope Cluster = new(EntityKind.Cluster, Tier.Critical);
    private static readonly RuleScope Node = new(EntityKind.Node, Tier.Critical);
    private static readonly RuleScope Guest = new(EntityKind.Guest, Tier.Critical);
    private static readonly RuleScope Vm = Guest with { Guest = GuestKind.Vm };
    private static readonly RuleScope Container = Guest with { Guest = GuestKind.Container };
    private static readonly RuleScope Storage = new(EntityKind.Storage, Tier.Important);

    /// <summary>Every row.</summary>
    public static ImmutableArray<ConditionRow> All { get; } =
    [
        new(MonitorStorageFailed) { ConcernsMonitor = true },
        new(DestinationBroken) { ConcernsMonitor = true },
        new(MonitorIsolated) { ConcernsMonitor = true, Reach = Reach.All, Explains = static _ => true },
        new(MonitorBlind, Cluster) { ConcernsMonitor = true },

        // Nothing was observed during these outages, so later findings are new. After a storm, repairs continue at once.
        new(ClusterUnreachable, Cluster) { IsWide = true, Reach = Reach.Cluster, Explains = static _ => true },
        new(FailureStorm) { Reach = Reach.Storm, Explains = static found => found.IsGuest && found.IsOfStorm },

        // A node that answers again but is still cut off is not a consequence of its absence: it is what the absence has become.
        new(NodeUnreachable, Node)
        {
            WeakWithout = [SeeCluster], Switches = [SelectorKind.Node], Runbooks = ["wake-node"], IsWide = true,
            Reach = Reach.Node, HasAftermath = true, Explains = static found => found.IsHere && found.Condition != NodeIsolated,
        },
        new(NodeIsolated, Node) { WeakWithout = [SeeCluster], Switches = [SelectorKind.Node], IsWide = true },

        // A dead service or storage of the node may have caused the freeze, so it is reported. After a freeze, findings are new.
        new(NodeFrozen, Node)
        {
            BlindWithout = [SeeNodes], Switches = [SelectorKind.Node], IsWide = true,
            Reach = Reach.Guests, Explains = static found => found.IsHere && found.IsGuest,
        },
        new(NodeSlow, Node) { BlindWithout = [SeeNodes] },
        new(TempHigh),
        new(VmCrashed, Vm)
        {
            BlindWithout = [SeeGuests], WeakWithout = [SeeNodes, ReadJournal], Runbooks = ["restart-crashed-vm"], IsGuestDown = true,
        },
        new(CtCrashed, Container)
        {
            BlindWithout = [SeeGuests], WeakWithout = [SeeNodes, ReadJournal], Runbooks = ["restart-crashed-ct"], IsGuestDown = true,
        },
        new(GuestPanicked, Vm) { BlindWithout = [SeeGuests] },
        new(GuestInternalError, Vm) { BlindWithout = [SeeGuests] },
        new(GuestIoError, Vm) { BlindWithout = [SeeGuests] },
        Figure(DiskCritical, Container, SeeGuests, SeeNodes),
        Figure(DiskHigh, Container, SeeGuests, SeeNodes),
        new(HaError, Guest) { BlindWithout = [SeeGuests] },
        new(VisibilityLost, Cluster, Guest) { BlindWithout = [SeeGuests] },
        new(QuorumLost, Cluster with { Tier = Tier.Important })
        {
            BlindWithout = [SeeCluster], IsWide = true, Reach = Reach.Quorum, HasAftermath = true,
            Explains = static found => found.IsGuest || found.Condition is NodeUnreachable or NodeIsolated,
        },
        new(GuestNotBack, Guest)
        {
            BlindWithout = [SeeGuests], WeakWithout = [SeeNodes], IsGuestDown = true,
            Runbooks = ["restart-crashed-vm", "restart-crashed-ct"],
        },
        new(LockStale, Guest) { BlindWithout = [SeeGuests, SeeNodes] },
        Figure(RamCritical, Guest, SeeNodes),
        Figure(RamHigh, Guest, SeeNodes),
        Figure(CpuHigh, Guest, SeeNodes),
        new(StorageCritical, Storage) { Source = DataSource.StorageRows, BlindWithout = [SeeStorages] },
        new(StorageHigh, Storage) { Source = DataSource.StorageRows, BlindWithout = [SeeStorages] },
        new(ServiceDown, Node with { Tier = Tier.Routine })
        {
            Source = DataSource.Services, BlindWithout = [SeeNodes], Switches = [null, SelectorKind.Node],
            Runbooks = ["restart-failed-service"],
        },
        new(CertExpiring, Node with { Tier = Tier.Routine }) { Source = DataSource.Certificates, Switches = [null, SelectorKind.Node] },

        // A guest's disks are not read, so a storage explains only what nothing else can cause.
        new(StorageUnavailable, Node with { Tier = Tier.Routine }, Storage with { Tier = Tier.Routine })
        {
            Source = DataSource.Storages, BlindWithout = [SeeStorages], Switches = [null, SelectorKind.Node, SelectorKind.Storage],
            Reach = Reach.Storage, HasAftermath = true,
            Explains = static found => found.IsHere
                && (found.Condition == BackupFailed ? found.IsOfStorage : found.Condition is GuestIoError or ReplicationFailed),
        },
        new(BackupFailed,
            new(EntityKind.Node, Tier.Routine, Until: "no backup of several guests at once ran on it lately"),
            new(EntityKind.Guest, Tier.Routine, Until: "no backup of it alone ran lately"))
        {
            Source = DataSource.Backups, BlindWithout = [SeeNodes], Switches = [null],
        },
        new(ReplicationFailed, new RuleScope(EntityKind.Guest, Tier.Routine, Until: "no replication job of it is known"))
        {
            Source = DataSource.Replication, BlindWithout = [SeeGuests], Switches = [null],
        },
        new(BackupMissing, Cluster with { Tier = Tier.Routine }, Guest with { Tier = Tier.Routine })
        {
            Source = DataSource.NotBackedUp, BlindWithout = [SeeCluster], Switches = [null],
        },
    ];

    private static readonly FrozenDictionary<ConditionType, ConditionRow> ByType = All.ToFrozenDictionary(row => row.Condition);

    private static readonly FrozenDictionary<string, ConditionRow> ByName =
        All.ToFrozenDictionary(row => row.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The row of a condition.</summary>
    public static ConditionRow Row(this ConditionType type) => ByType[type];

    /// <summary>The name of a condition: <c>VM_CRASHED</c> for <c>VmCrashed</c>.</summary>
    public static string ToName(this ConditionType type) => ByType[type].Name;

    /// <summary>Parses a name, ignoring case. Returns false if there is no such condition.</summary>
    public static bool TryParse(string? name, out ConditionType type)
    {
        var row = name is null ? null : ByName.GetValueOrDefault(name);
        type = row?.Condition ?? default;
        return row is not null;
    }

    /// <summary>
    /// The conditions that apply to a kind of entity, each with its scope. An explanation lists all of them, judged or not.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="guest">VM or container, for a guest.</param>
    public static ImmutableArray<(ConditionType Condition, RuleScope Scope)> For(EntityKind kind, GuestKind? guest = null) =>
        [.. from row in All from scope in row.Scopes where scope.Covers(kind, guest) select (row.Condition, scope)];

    /// <summary>The conditions whose rows match a predicate.</summary>
    public static ImmutableArray<ConditionType> Where(Func<ConditionRow, bool> of) => [.. All.Where(of).Select(row => row.Condition)];

    /// <summary>The conditions that are read from an answer.</summary>
    public static ImmutableArray<ConditionType> From(DataSource source) => Where(row => row.Source == source);

    // Judged for nodes with their figures, and for guests with their rows.
    private static ConditionRow Figure(ConditionType condition, RuleScope guest, params ImmutableArray<Capability> blindWithout) =>
        new(condition, Node with { Tier = Tier.Important }, guest) { BlindWithout = blindWithout };
}

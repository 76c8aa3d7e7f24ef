using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Explain;

/// <summary>A rule that applies to a kind of entity.</summary>
/// <param name="Condition">What it watches for.</param>
/// <param name="Tier">With which poll it is judged.</param>
/// <param name="Until">Why there may be no word of it, in words.</param>
public sealed record AppliedRule(ConditionType Condition, Tier Tier, string Until = "it was not judged yet since the monitor started");

/// <summary>Which rules apply to what. Every rule appears in an explanation, judged or not.</summary>
public static class RuleCatalog
{
    private static readonly ImmutableArray<AppliedRule> Cluster =
        [new(ConditionType.MonitorBlind, Tier.Critical), new(ConditionType.ClusterUnreachable, Tier.Critical), new(ConditionType.VisibilityLost, Tier.Critical), new(ConditionType.QuorumLost, Tier.Important), new(ConditionType.BackupMissing, Tier.Routine)];

    private static readonly ImmutableArray<AppliedRule> Node =
    [
        new(ConditionType.NodeUnreachable, Tier.Critical), new(ConditionType.NodeIsolated, Tier.Critical), new(ConditionType.NodeFrozen, Tier.Critical), new(ConditionType.NodeSlow, Tier.Critical),
        new(ConditionType.DiskCritical, Tier.Important), new(ConditionType.DiskHigh, Tier.Important),
        new(ConditionType.RamCritical, Tier.Important), new(ConditionType.RamHigh, Tier.Important), new(ConditionType.CpuHigh, Tier.Important),
        new(ConditionType.ServiceDown, Tier.Routine), new(ConditionType.CertExpiring, Tier.Routine), new(ConditionType.StorageUnavailable, Tier.Routine),
        new(ConditionType.BackupFailed, Tier.Routine, "no backup of several guests at once ran on it lately"),
    ];

    private static readonly ImmutableArray<AppliedRule> Guest =
    [
        new(ConditionType.HaError, Tier.Critical), new(ConditionType.VisibilityLost, Tier.Critical),
        new(ConditionType.GuestNotBack, Tier.Critical), new(ConditionType.LockStale, Tier.Critical),
        new(ConditionType.RamCritical, Tier.Critical), new(ConditionType.RamHigh, Tier.Critical), new(ConditionType.CpuHigh, Tier.Critical),
        new(ConditionType.BackupFailed, Tier.Routine, "no backup of it alone ran lately"),
        new(ConditionType.ReplicationFailed, Tier.Routine, "no replication job of it is known"),
        new(ConditionType.BackupMissing, Tier.Routine),
    ];

    private static readonly ImmutableArray<AppliedRule> Vm =
    [
        new(ConditionType.VmCrashed, Tier.Critical), new(ConditionType.GuestPanicked, Tier.Critical),
        new(ConditionType.GuestInternalError, Tier.Critical), new(ConditionType.GuestIoError, Tier.Critical), .. Guest,
    ];

    private static readonly ImmutableArray<AppliedRule> Container =
        [new(ConditionType.CtCrashed, Tier.Critical), new(ConditionType.DiskCritical, Tier.Critical), new(ConditionType.DiskHigh, Tier.Critical), .. Guest];

    private static readonly ImmutableArray<AppliedRule> Storage =
        [new(ConditionType.StorageCritical, Tier.Important), new(ConditionType.StorageHigh, Tier.Important), new(ConditionType.StorageUnavailable, Tier.Routine)];

    /// <summary>The rules that apply to a kind of entity.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="guest">VM or container, for a guest.</param>
    public static ImmutableArray<AppliedRule> For(EntityKind kind, GuestKind? guest = null) => kind switch
    {
        EntityKind.Cluster => Cluster,
        EntityKind.Node => Node,
        EntityKind.Guest => guest == GuestKind.Container ? Container : Vm,
        EntityKind.Storage => Storage,
        _ => [],
    };
}

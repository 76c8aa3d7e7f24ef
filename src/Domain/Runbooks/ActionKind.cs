using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>What the monitor can do to a cluster.</summary>
public enum ActionKind
{
    /// <summary>Start a stopped VM or container.</summary>
    StartGuest,

    /// <summary>Wake a node over the network.</summary>
    WakeNode,

    /// <summary>Restart a system service of a node.</summary>
    RestartService,
}

/// <summary>One repair for each kind of action, in the order in which runbooks are listed.</summary>
internal static class Repairs
{
    public static ImmutableArray<IRepair> All { get; } = [new StartRepair(), new WakeRepair(), new ServiceRepair()];

    /// <summary>The repair that a kind of action belongs to.</summary>
    public static IRepair Repair(this ActionKind kind) => All.First(repair => repair.Kind == kind);
}

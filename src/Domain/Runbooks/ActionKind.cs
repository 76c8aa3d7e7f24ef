using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>The kinds of actions that the monitor can send to a cluster.</summary>
public enum ActionKind
{
    /// <summary>Start a stopped VM or container.</summary>
    StartGuest,

    /// <summary>Wake a node over the network.</summary>
    WakeNode,

    /// <summary>Restart a system service of a node.</summary>
    RestartService,
}

/// <summary>The repairs, one for each kind of action, in the order in which runbooks are listed.</summary>
internal static class Repairs
{
    public static ImmutableArray<IRepair> All { get; } = [new StartRepair(), new WakeRepair(), new ServiceRepair()];

    /// <summary>The repair that carries out a kind of action.</summary>
    public static IRepair Repair(this ActionKind kind) => All.First(repair => repair.Kind == kind);
}

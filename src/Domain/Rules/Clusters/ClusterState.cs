using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>What stands on a cluster as a whole and its shared storages, written on transitions only.</summary>
[GenerateSerializer, Immutable, Alias("cluster-state")]
public sealed record ClusterState
{
    /// <summary>What stands, and what is yet to be delivered.</summary>
    [Id(0)] public ConditionLedger Ledger { get; init; } = ConditionLedger.Empty;

    /// <summary>
    /// A poll that worked, not the latest: written with the routine poll, so that a restart knows how long the monitor was away.
    /// </summary>
    [Id(1)] public DateTimeOffset SeenAt { get; init; }

    /// <summary>Whether it has a single node, so that nobody else can speak for that node; null where not known.</summary>
    [Id(2)] public bool? Standalone { get; init; }

    /// <summary>Keys of the blind spots that were told last.</summary>
    [Id(3)] public ImmutableArray<string> MissingPermissions { get; init; } = [];

    /// <summary>How often they were told; part of the telling's id.</summary>
    [Id(4)] public long MissingPermissionReports { get; init; }

    /// <summary>
    /// How long a round of each node's pvestatd takes, in whole seconds: written with the routine poll, so that a restart need not learn it
    /// anew.
    /// </summary>
    [Id(5)] public ImmutableDictionary<string, TimeSpan> Paces { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>Whether what its tokens hold was ever read, so that sight can be lost.</summary>
    [Id(7)] public bool AccessRead { get; init; }

    /// <summary>How far nodes' clocks were ahead of the monitor's at <see cref="SeenAt"/>, as far as they were asked.</summary>
    [Id(8)] public ImmutableDictionary<string, TimeSpan> ClockSkews { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>When the data of nodes was last good that was not at <see cref="SeenAt"/>: they stood still, or were away.</summary>
    [Id(9)] public ImmutableDictionary<string, DateTimeOffset> GoodAt { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Keys of the blind spots that are lost sight: the reading token saw there before.</summary>
    [Id(6)] public ImmutableArray<string> LostPermissions { get; init; } = [];
}

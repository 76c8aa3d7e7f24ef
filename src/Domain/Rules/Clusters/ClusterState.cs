using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>Stored state of a cluster as a whole and its shared storages, written on transitions only.</summary>
[GenerateSerializer, Immutable, Alias("cluster-state")]
public sealed record ClusterState
{
    /// <summary>Active conditions and undelivered findings.</summary>
    [Id(0)] public ConditionLedger Ledger { get; init; } = ConditionLedger.Empty;

    /// <summary>
    /// Time of a successful poll, not necessarily the latest. Written with the routine poll, so that a restart knows how long the monitor
    /// was down.
    /// </summary>
    [Id(1)] public DateTimeOffset SeenAt { get; init; }

    /// <summary>Whether it is a standalone node, without other members to confirm its state; null if not known.</summary>
    [Id(2)] public bool? Standalone { get; init; }

    /// <summary>Keys of the missing permissions reported last.</summary>
    [Id(3)] public ImmutableArray<string> MissingPermissions { get; init; } = [];

    /// <summary>Number of reports; part of the event's id.</summary>
    [Id(4)] public long MissingPermissionReports { get; init; }

    /// <summary>
    /// The pvestatd cycle of each node, in whole seconds. Written with the routine poll, so that a restart need not learn it again.
    /// </summary>
    [Id(5)] public ImmutableDictionary<string, TimeSpan> Paces { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>Whether the tokens' privileges were ever read, so that a loss can be detected.</summary>
    [Id(7)] public bool AccessRead { get; init; }

    /// <summary>How far nodes' clocks were ahead of the monitor's at <see cref="SeenAt"/>, as far as read.</summary>
    [Id(8)] public ImmutableDictionary<string, TimeSpan> ClockSkews { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>When the data was last good, for nodes that were frozen or offline at <see cref="SeenAt"/>.</summary>
    [Id(9)] public ImmutableDictionary<string, DateTimeOffset> GoodAt { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Keys of the missing permissions that the read token held before.</summary>
    [Id(6)] public ImmutableArray<string> LostPermissions { get; init; } = [];
}

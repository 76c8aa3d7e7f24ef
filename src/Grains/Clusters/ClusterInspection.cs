using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>What a routine poll read of a cluster. A part that could not be read is null and changes nothing.</summary>
/// <param name="At">When the poll read it.</param>
/// <param name="Nodes">What was read on each node, by name.</param>
/// <param name="Replication">The replication jobs that the nodes list.</param>
/// <param name="Backups">The backup tasks that the nodes list.</param>
/// <param name="NotBackedUp">Guests in no backup job.</param>
[GenerateSerializer, Immutable, Alias("cluster-inspection")]
public sealed record ClusterInspection(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] ImmutableDictionary<string, NodeInspection> Nodes,
    [property: Id(2)] ImmutableArray<ReplicationSample> Replication,
    [property: Id(3)] ImmutableArray<PveTask> Backups,
    [property: Id(4)] ImmutableArray<int>? NotBackedUp)
{
    /// <summary>Why guests in no backup job could not be read; null if they were, or were not asked for.</summary>
    [Id(5)] public string? NotBackedUpFailure { get; init; }

    /// <summary>The nodes that listed their replication jobs.</summary>
    [Id(6)] public ImmutableHashSet<string> ReplicationOf { get; init; } = [];

    /// <summary>The logs of backup jobs that were read, by UPID.</summary>
    [Id(7)] public ImmutableDictionary<string, BackupJobLog> BackupLogs { get; init; } = ImmutableDictionary<string, BackupJobLog>.Empty;

    /// <summary>Why logs of backup jobs could not be read, by UPID.</summary>
    [Id(8)] public ImmutableDictionary<string, string> UnreadLogs { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How far nodes' clocks are ahead of the monitor's, for the nodes that were asked.</summary>
    [Id(10)] public ImmutableDictionary<string, TimeSpan> ClockSkews { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>The tasks that destroyed guests, read if a backup failed; null from a silo of the previous version.</summary>
    [Id(11)] public ImmutableArray<PveTask>? Destructions { get; init; }

    /// <summary>The nodes whose list of them may lack the latest; null from a silo of the previous version.</summary>
    [Id(13)] public ImmutableHashSet<string>? DestructionsUnread { get; init; }

    /// <summary>The nodes that have never listed their backup jobs; null from a silo of the previous version.</summary>
    [Id(12)] public ImmutableHashSet<string>? BackupsUnheard { get; init; }

    /// <summary>Why replication or backups could not be read on some nodes, by condition.</summary>
    [Id(9)] public ImmutableDictionary<ConditionType, string> Unread { get; init; } = ImmutableDictionary<ConditionType, string>.Empty;
}

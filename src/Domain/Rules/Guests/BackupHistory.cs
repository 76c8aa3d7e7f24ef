using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>
/// What is known of a cluster's latest backups: the nodes' <c>vzdump</c> tasks, and the logs that say whom they were about.
/// </summary>
public sealed record BackupHistory
{
    /// <summary>The tasks, in any order.</summary>
    public ImmutableArray<PveTask> Tasks { get; init; } = [];

    /// <summary>Logs by UPID, as far as they were read.</summary>
    public ImmutableDictionary<string, BackupJobLog> Logs { get; init; } = ImmutableDictionary<string, BackupJobLog>.Empty;

    /// <summary>Why a job's log is not known, by UPID.</summary>
    public ImmutableDictionary<string, string> Unread { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The tasks that destroyed guests: what was tried before was of another guest, whatever has its VMID now.</summary>
    public ImmutableArray<PveTask> Destructions { get; init; } = [];

    /// <summary>Nodes whose jobs are not known: what is on them may have been backed up since, well or not.</summary>
    public ImmutableHashSet<string> Unheard { get; init; } = [];

    /// <summary>The guests that exist, by VMID, with the node that each is on: what no longer exists has no backup to fail.</summary>
    public required Func<int, string?> NodeOf { get; init; }
}

/// <summary>One attempt to back a guest up, alone or as part of a job.</summary>
/// <param name="Vmid">The guest.</param>
/// <param name="Task">The task that did it.</param>
/// <param name="EndedAt">When this guest's part ended, by the node's clock.</param>
/// <param name="Failure">Why it failed; null where it was written.</param>
/// <param name="Storage">Where it was to be written to; null where that is not known.</param>
internal sealed record BackupRun(int Vmid, PveTask Task, DateTimeOffset EndedAt, string? Failure, string? Storage);

using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>The latest backups of a cluster: the nodes' <c>vzdump</c> tasks, and the logs that name their guests.</summary>
public sealed record BackupHistory
{
    /// <summary>The tasks, in any order.</summary>
    public ImmutableArray<PveTask> Tasks { get; init; } = [];

    /// <summary>Logs by UPID, as far as read.</summary>
    public ImmutableDictionary<string, BackupJobLog> Logs { get; init; } = ImmutableDictionary<string, BackupJobLog>.Empty;

    /// <summary>Why a job's log could not be read, by UPID.</summary>
    public ImmutableDictionary<string, string> LogsUnread { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Tasks that destroyed guests. Earlier backups belong to the destroyed guest, not to a new one with its VMID.</summary>
    public ImmutableArray<PveTask> Destructions { get; init; } = [];

    /// <summary>Nodes whose destroyed guests could not be read now; a guest with a backup there may have been destroyed since.</summary>
    public ImmutableHashSet<string> DestructionsUnread { get; init; } = [];

    /// <summary>Nodes whose jobs could not be read; their guests may have newer backups.</summary>
    public ImmutableHashSet<string> NodesUnread { get; init; } = [];

    /// <summary>The node of an existing guest, by VMID; null if the guest no longer exists.</summary>
    public required Func<int, string?> NodeOf { get; init; }

    /// <summary>What titles call a guest, by VMID (<see cref="GuestLabel"/>).</summary>
    public Func<int, string> LabelOf { get; init; } = vmid => GuestLabel.Of(null, vmid, null);
}

/// <summary>One attempt to back up a guest, alone or in a job.</summary>
/// <param name="Vmid">The guest.</param>
/// <param name="Task">The task.</param>
/// <param name="EndedAt">When this guest's part ended, by the node's clock.</param>
/// <param name="Failure">Why it failed; null if it succeeded.</param>
/// <param name="Storage">The target storage; null if not known.</param>
internal sealed record BackupAttempt(int Vmid, PveTask Task, DateTimeOffset EndedAt, string? Failure, string? Storage);

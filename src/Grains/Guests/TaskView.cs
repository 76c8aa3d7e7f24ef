using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Grains.Guests;

/// <summary>The tasks that may concern a guest.</summary>
/// <param name="Tasks">Tasks of its node, or of all nodes if it moved; null if they cannot be read.</param>
/// <param name="Blind">Why they cannot be read; null if they were.</param>
/// <param name="Skew">How far the node's clock is ahead of the monitor's; null if not known; then the tasks are null too.</param>
/// <param name="Logs">Logs of the backup jobs among them that may concern the guest, by UPID.</param>
internal sealed record TaskView(
    ImmutableArray<PveTask>? Tasks, string? Blind, TimeSpan? Skew, ImmutableDictionary<string, BackupJobLog> Logs)
{
    /// <summary>Why the node could not be asked; null if it answered or was not asked.</summary>
    public ProbeFailure? Failure { get; private init; }

    public static TaskView Unread(string why, TimeSpan? skew, ProbeFailure? failure) =>
        new(null, why, skew, ImmutableDictionary<string, BackupJobLog>.Empty) { Failure = failure };
}

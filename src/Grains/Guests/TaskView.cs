using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Grains.Guests;

/// <summary>What could be read of the tasks around a guest.</summary>
/// <param name="Tasks">Tasks of its node, and of all nodes where it moved; null where they cannot be read.</param>
/// <param name="Blind">Why they cannot be read; null where they were.</param>
/// <param name="Skew">How far the node's clock is ahead of the monitor's; null where that is not known, and then no task is.</param>
/// <param name="Logs">Logs of the backup jobs among them that may concern the guest, by UPID.</param>
internal sealed record TaskView(
    ImmutableArray<PveTask>? Tasks, string? Blind, TimeSpan? Skew, ImmutableDictionary<string, BackupJobLog> Logs)
{
    /// <summary>Why the node could not be asked; null where it answered, and where it was not asked.</summary>
    public ProbeFailure? Failure { get; private init; }

    /// <summary>They cannot be read.</summary>
    public static TaskView Unread(string why, TimeSpan? skew, ProbeFailure? failure) =>
        new(null, why, skew, ImmutableDictionary<string, BackupJobLog>.Empty) { Failure = failure };
}

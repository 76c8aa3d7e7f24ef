using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>The result of reading a cluster's rows.</summary>
/// <param name="Diff">The rows, compared with the previous snapshot; null if they could not be read.</param>
/// <param name="Failure">Why they could not be read; null if they were.</param>
/// <param name="Endpoint">The endpoint that answered.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record RowsRead(SnapshotDiff? Diff, ProbeFailure? Failure, string? Endpoint, TimeSpan Duration);

/// <summary>A poll could not be applied by the monitor's own fault. Its tick counts as failed.</summary>
internal sealed class PollNotAppliedException(string? reason) : Exception($"The poll could not be applied: {reason}");

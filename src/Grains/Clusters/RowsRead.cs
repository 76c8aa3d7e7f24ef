using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>What reading a cluster's rows came to.</summary>
/// <param name="Diff">What the rows brought; null where they could not be read.</param>
/// <param name="Failure">Why they could not be read; null where they were.</param>
/// <param name="Endpoint">Where from.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record RowsRead(SnapshotDiff? Diff, ProbeFailure? Failure, string? Endpoint, TimeSpan Duration);

/// <summary>A poll could not be applied by the monitor's own fault; its tick counts as failed.</summary>
internal sealed class PollNotAppliedException(string? reason) : Exception($"The poll could not be applied: {reason}");

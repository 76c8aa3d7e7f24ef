using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Reads a cluster's rows and compares them with the previous snapshot.</summary>
internal sealed class RowReader(
    ClusterName cluster, IProbe probe, MonitorSettings settings, PollClock polls, ClusterHistory history, TimeProvider time)
{
    private static ProbeFailure NoNodes { get; } = new(
        ProbeFailureKind.InvalidAnswer, "The answer lists no node at all.",
        "Check that the endpoint is a Proxmox VE API and not another service.");

    public async Task<RowsRead?> Read(ClusterSnapshot before, ClusterState known, AccessReport? access)
    {
        var now = time.GetUtcNow();
        var builder = new SnapshotBuilder(before, settings.Rules, now, access) { Paces = known.Paces };
        var result = await polls.Ask(
            () => probe.ReadResourcesAsync(cluster, history.Begin(builder, now), CancellationToken.None));
        var diff = result.Succeeded ? builder.Build() : null;
        var failure = result.Failure ?? (diff!.Next.Nodes.IsEmpty ? NoNodes : null);
        if (failure is null) polls.Answered();
        return new(failure is null ? diff : null, failure, result.Endpoint, result.Duration);
    }
}

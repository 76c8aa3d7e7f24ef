using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.History;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Network;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Grains.Registry;

/// <summary>
/// Ends the watch of a cluster: its polls and repairs stop, its open incidents are resolved as no longer watched, and what was known of its
/// parts is forgotten, since another Proxmox may come under its name. Can be repeated.
/// </summary>
internal sealed class WatchEnd(IGrainFactory grains, IIncidentStore incidents, IGuestStateStore states, HistoryUpkeep history,
    MonitorSettings settings, TimeProvider time)
{
    private const int MaxParallelism = 16;

    // A store that hangs must not block the next try.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Ends a watch. Whatever fails, the caller repeats it.</summary>
    /// <param name="ending">The cluster and why.</param>
    /// <param name="registry">The registry without it, which its silo takes over first.</param>
    public async Task Run(EndingWatch ending, ClusterRegistry registry)
    {
        var cluster = ending.Cluster;

        // Meanwhile it may have come into the configuration, which is watched.
        if (settings.Clusters.IsConfigured(cluster)) return;
        if (!await grains.Cluster(cluster).StopWatching(registry)) return;
        foreach (var tier in Enum.GetValues<Tier>()) await grains.Scheduler(cluster, tier).Stop();
        await grains.Remediation(cluster).Forget();
        await grains.Blindness(cluster).Forget();
        await grains.OwnNetwork().Leave(cluster, time.GetUtcNow());
        await grains.Twins().Leave(cluster);
        foreach (var window in (await incidents.AllOpen(cluster, Limit)).Chunk(MaxParallelism))
            await Task.WhenAll(window.Select(incident => grains.Incident(incident.Key).EndWatch(ending.Reason)));
        if (ending.IsRemoved) await grains.Autonomy().SetLevel(null, cluster.ToString(), ending.Reason, "monitor");
        if (ending.IsRemoved) await history.Forget(cluster);
        await states.ForgetAsync(cluster, CancellationToken.None).WaitAsync(Limit, time);
    }
}

using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Clusters;

// Identities are stored, so that repairs need not wait for a new comparison after a restart or a move.
internal sealed class DuplicateClusterGrain(
    [PersistentState("twins", StateWriteExtensions.StorageName)] IPersistentState<StoredValue<DuplicateClusterState>> stored,
    MonitorSettings settings, TimeProvider time) : Grain, IDuplicateClusterGrain
{
    private readonly HashSet<string> _published = new(StringComparer.Ordinal);

    public async Task Claim(ClusterName cluster, string? identity)
    {
        // A known identity stays valid while it cannot be read.
        if (identity is not null || !Identities.ContainsKey(cluster)) await Save(cluster, identity);
        var known = Identities;
        foreach (var configured in settings.Clusters)
        {
            if (SameProxmox.Judge(configured, settings.Clusters, known, _ => false) is { Of: { } other } verdict)
                await Publish(configured, other, verdict.Description);
        }
    }

    public Task<ClusterName?> Find(string identity)
    {
        foreach (var (cluster, known) in Identities)
        {
            if (string.Equals(known, identity, StringComparison.Ordinal)) return Task.FromResult<ClusterName?>(cluster);
        }

        return Task.FromResult<ClusterName?>(null);
    }

    public Task Leave(ClusterName cluster) => Stored.ContainsKey(cluster.ToString())
        ? stored.Replace(new DuplicateClusterState(Stored.Remove(cluster.ToString())))
        : Task.CompletedTask;

    public async Task<DuplicateVerdict> Judge(ClusterName cluster)
    {
        var known = Identities;
        var answers = new Dictionary<ClusterName, bool?>();
        foreach (var other in settings.Clusters.TakeWhile(other => other != cluster).Where(other => !known.ContainsKey(other)))
            answers[other] = (await GrainFactory.Cluster(other).Header()).State switch
            {
                PollState.Waiting or PollState.Stale => null,
                PollState.Ok or PollState.Blind => true,
                _ => false,
            };
        return SameProxmox.Judge(cluster, settings.Clusters, known, other => answers.GetValueOrDefault(other));
    }

    // A cluster that is no longer configured does not count.
    private Dictionary<ClusterName, string?> Identities => settings.Clusters
        .Where(cluster => Stored.ContainsKey(cluster.ToString())).ToDictionary(cluster => cluster, cluster => Stored[cluster.ToString()]);

    private ImmutableDictionary<string, string?> Stored => (stored.State.Value ?? DuplicateClusterState.Empty).Identities;

    private Task Save(ClusterName cluster, string? identity) =>
        Identities.TryGetValue(cluster, out var known) && string.Equals(known, identity, StringComparison.Ordinal)
            ? Task.CompletedTask
            : stored.Replace(new DuplicateClusterState(Stored.SetItem(cluster.ToString(), identity)));

    // The id makes it one event, even over several starts of the monitor.
    private async Task Publish(ClusterName cluster, ClusterName other, string description)
    {
        var id = $"same-proxmox:{cluster}:{other}";
        if (_published.Contains(id)) return;
        var title = $"Cluster {cluster} is the same Proxmox as {other}";
        await GrainFactory.Feed().Publish([EventComposer.System(
            id, time.GetUtcNow(), Severity.Warning, EventSource.Monitor, cluster.ToString(), title,
            $"{title}: {description}. Everything in it is watched and reported twice; remove one of the two from Monitor:Clusters, "
            + "or give one of them the endpoints of both.")]);
        _published.Add(id);
    }
}

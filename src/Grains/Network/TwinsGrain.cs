using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Network;

internal sealed class TwinsGrain(MonitorSettings settings, TimeProvider time) : Grain, ITwinsGrain
{
    private readonly Dictionary<ClusterName, string?> _identities = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public async Task Claim(ClusterName cluster, string? identity)
    {
        // What was read once stays true while it cannot be read.
        if (identity is not null || !_identities.ContainsKey(cluster)) _identities[cluster] = identity;
        foreach (var one in settings.Clusters)
        {
            if (SameProxmox.Judge(one, settings.Clusters, _identities, _ => false) is { Of: { } other } verdict) await Tell(one, other, verdict.Words);
        }
    }

    public async Task<TwinVerdict> Judge(ClusterName cluster)
    {
        var answers = new Dictionary<ClusterName, bool?>();
        foreach (var other in settings.Clusters.TakeWhile(other => other != cluster).Where(other => !_identities.ContainsKey(other)))
            answers[other] = (await GrainFactory.Cluster(other).Header()).State switch { ClusterReach.Waiting => null, ClusterReach.Ok or ClusterReach.Blind => true, _ => false };
        return SameProxmox.Judge(cluster, settings.Clusters, _identities, other => answers.GetValueOrDefault(other));
    }

    // The id makes it one event, however often the monitor is started.
    private async Task Tell(ClusterName cluster, ClusterName other, string words)
    {
        var id = $"same-proxmox:{cluster}:{other}";
        if (_told.Contains(id)) return;
        var title = $"Cluster {cluster} is the same Proxmox as {other}";
        await GrainFactory.Feed().Publish([EventComposer.System(
            id, time.GetUtcNow(), Severity.Warning, EventSource.Monitor, cluster.ToString(), title,
            $"{title}: {words}. Everything in it is watched and told twice; remove one of the two from Monitor:Clusters, or give one of them the endpoints of both.")]);
        _told.Add(id);
    }
}

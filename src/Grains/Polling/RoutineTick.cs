using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Polling;

/// <summary>Services, storages, certificates, replication and backups. Each call fails alone.</summary>
internal sealed class RoutineTick(IGrainFactory grains, IProbe probe, TimeProvider time) : ITierTick
{
    private const int NodesAtOnce = 8;
    private static readonly TimeSpan BackupsOf = TimeSpan.FromDays(2);

    public async Task Run(ClusterName cluster)
    {
        // Right after a start nobody knows the nodes yet, and the next look is minutes away.
        if ((await grains.Cluster(cluster).Header()).State == ClusterReach.Waiting) await grains.Cluster(cluster).Poll();
        var nodes = await grains.Cluster(cluster).OnlineNodes();
        var looks = new List<(string Node, NodeLook Look)>(nodes.Length);
        foreach (var window in nodes.Chunk(NodesAtOnce))
            looks.AddRange(await Task.WhenAll(window.Select(async node => (node, await Look(new(cluster, node))))));

        var notBackedUp = nodes.IsEmpty ? null : await probe.ReadNotBackedUpAsync(cluster, CancellationToken.None);
        await grains.Cluster(cluster).Inspect(new(
            time.GetUtcNow(),
            looks.ToImmutableDictionary(look => look.Node, look => look.Look.Inspection, StringComparer.Ordinal),
            [.. looks.SelectMany(look => look.Look.Replication)],
            [.. looks.SelectMany(look => look.Look.Backups)],
            notBackedUp is { Succeeded: true } ? notBackedUp.Value : null)
        { NotBackedUpFailure = notBackedUp?.Failure?.Message });
    }

    private async Task<NodeLook> Look(NodeId node)
    {
        var now = time.GetUtcNow();
        var services = await probe.ReadServicesAsync(node, CancellationToken.None);
        var storages = await probe.ReadStoragesAsync(node, CancellationToken.None);
        var certificates = await probe.ReadCertificatesAsync(node, CancellationToken.None);
        var replication = await probe.ReadReplicationAsync(node, CancellationToken.None);
        var backups = await probe.ReadTasksAsync(node, new(Since: now - BackupsOf, Type: "vzdump"), CancellationToken.None);
        return new(
            new(now, Seen(services), Seen(storages), Seen(certificates)) { Unread = Unread(services.Failure, storages.Failure, certificates.Failure) },
            replication.Succeeded ? replication.Value : [],
            backups.Succeeded ? backups.Value : []);
    }

    private static ImmutableDictionary<ConditionType, string> Unread(ProbeFailure? services, ProbeFailure? storages, ProbeFailure? certificates) =>
        new[] { (ConditionType.ServiceDown, services), (ConditionType.StorageUnavailable, storages), (ConditionType.CertExpiring, certificates) }
            .Where(part => part.Item2 is not null).ToImmutableDictionary(part => part.Item1, part => part.Item2!.Message);

    private static ImmutableArray<T>? Seen<T>(ProbeResult<ImmutableArray<T>> result) => result.Succeeded ? result.Value : null;

    private sealed record NodeLook(NodeInspection Inspection, ImmutableArray<ReplicationSample> Replication, ImmutableArray<PveTask> Backups);
}

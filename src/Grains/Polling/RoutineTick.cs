using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Nodes;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Polling;

/// <summary>Reads services, storages, certificates, replication and backups. A call that fails does not stop the others.</summary>
internal sealed class RoutineTick(
    IGrainFactory grains, IProbe probe, BackupJobs jobs, Destructions destructions, NodeTasks clocks, TimeProvider time) : ITierTick
{
    private const int MaxParallelism = 8;
    private const int MaxClocks = 3;
    private static readonly TimeSpan BackupAge = TimeSpan.FromDays(2);
    private static readonly TimeSpan ClockEvery = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RefusalCheckDelay = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<ClusterName, (long Read, string Node, TimeSpan Ahead)> _skews = [];

    public void Forget(ClusterName cluster)
    {
        _skews.TryRemove(cluster, out _);
        jobs.Forget(cluster);
        destructions.Forget(cluster);
    }

    public async Task Run(ClusterName cluster)
    {
        // Right after a start the nodes are unknown, and the next routine tick is minutes away.
        if ((await grains.Cluster(cluster).Header()).State == PollState.Waiting) await grains.Cluster(cluster).Poll();
        var nodes = await grains.Cluster(cluster).OnlineNodes();
        var skew = await Skew(cluster, nodes);
        var readings = new List<NodeReading>(nodes.Length);
        foreach (var window in nodes.Chunk(MaxParallelism))
            readings.AddRange(await Task.WhenAll(window.Select(node => ReadNode(new(cluster, node), skew?.Ahead))));

        var others = jobs.LastOfOthers(cluster, nodes, Earliest(skew?.Ahead)).ToList();
        List<BackupReading> backups = [.. readings.Select(reading => reading.Backups), .. others];

        // A backup that failed before its guest was destroyed does not concern the guest that reuses the VMID.
        var destroyed = destructions.LastOfOthers(cluster, nodes).ToList();
        foreach (var window in backups.Exists(HasFailure) ? nodes.Chunk(MaxParallelism) : [])
            destroyed.AddRange(await Task.WhenAll(window.Select(node => destructions.Read(new(cluster, node), Earliest(skew?.Ahead)))));

        var notBackedUp = nodes.IsEmpty ? null : await probe.ReadNotBackedUpAsync(cluster, CancellationToken.None);
        await grains.Cluster(cluster).Inspect(new(
            time.GetUtcNow(),
            readings.DistinctBy(reading => reading.Node, StringComparer.Ordinal)
                .ToImmutableDictionary(reading => reading.Node, reading => reading.Inspection, StringComparer.Ordinal),
            [.. readings.SelectMany(reading => reading.Replication ?? [])],
            [.. backups.SelectMany(reading => reading.Jobs)],
            notBackedUp is { Succeeded: true } ? notBackedUp.Value : null)
        {
            ClockSkews = skew is { } read
                ? ImmutableDictionary<string, TimeSpan>.Empty.Add(read.Node, read.Ahead)
                : ImmutableDictionary<string, TimeSpan>.Empty,
            NotBackedUpFailure = notBackedUp?.Failure?.Message,
            ReplicationOf = [.. readings.Where(reading => reading.Replication is not null).Select(reading => reading.Node)],
            BackupLogs = backups.SelectMany(reading => reading.Logs.Logs).DistinctBy(log => log.Key, StringComparer.Ordinal)
                .ToImmutableDictionary(),
            BackupsUnheard = [.. readings.Where(reading => !reading.Backups.IsKnown).Select(reading => reading.Node)],
            Destructions = [.. destroyed.SelectMany(reading => reading.Tasks)],
            DestructionsUnread = [
                .. destroyed.Where(reading => !reading.IsKnown).Select(reading => reading.Node),
                .. others.SelectMany(reading => reading.Jobs).Select(job => job.Node),
            ],
            UnreadLogs = backups.SelectMany(reading => reading.Logs.Unread).DistinctBy(log => log.Key, StringComparer.Ordinal)
                .ToImmutableDictionary(),
            Unread = readings.SelectMany(reading => reading.Unread).GroupBy(part => part.Key)
                .ToImmutableDictionary(part => part.Key, part => string.Join("; ", part.Select(one => one.Value))),
        });
    }

    // All members have the same time, so the first one that answers is asked, and not with each tick.
    private async Task<(string Node, TimeSpan Ahead)?> Skew(ClusterName cluster, ImmutableArray<string> nodes)
    {
        if (_skews.TryGetValue(cluster, out var known) && time.GetElapsedTime(known.Read) < ClockEvery) return (known.Node, known.Ahead);
        foreach (var node in nodes.Take(MaxClocks))
        {
            if ((await clocks.Clock(new NodeId(cluster, node), time.GetUtcNow())).Ahead is not { } ahead) continue;
            _skews[cluster] = (time.GetTimestamp(), node, ahead);
            return (node, ahead);
        }

        return null;
    }

    private async Task<NodeReading> ReadNode(NodeId node, TimeSpan? skew)
    {
        var now = time.GetUtcNow();
        var (services, refused) = await ReadServices(node);
        var storages = await probe.ReadStoragesAsync(node, CancellationToken.None);
        var certificates = await probe.ReadCertificatesAsync(node, CancellationToken.None);
        var replication = await probe.ReadReplicationAsync(node, CancellationToken.None);
        var backups = await jobs.Read(node, Earliest(skew));
        return new(
            node.Name,
            new(now, ValueOf(services), ValueOf(storages), ValueOf(certificates))
            {
                NodeTime = now + skew,
                Refused = refused,
                Unread = Unread(
                    (DataSource.Services, services.Failure), (DataSource.Storages, storages.Failure),
                    (DataSource.Certificates, certificates.Failure)),
            },
            ValueOf(replication), backups)
        {
            Unread = Unread((DataSource.Replication, replication.Failure), (DataSource.Backups, backups.Failure)),
        };
    }

    // Both services that serve the API are restarted by an update, which takes seconds.
    private async Task<(ProbeResult<ImmutableArray<ServiceSample>> Services, RefusedApi? Refused)> ReadServices(NodeId node)
    {
        var services = await probe.ReadServicesAsync(node, CancellationToken.None);
        if (services.Failure?.Kind != ProbeFailureKind.NodeRefused) return (services, null);
        await Task.Delay(RefusalCheckDelay, time);
        var tasks = await probe.ReadTasksAsync(node, new(Limit: 1), CancellationToken.None);
        services = await probe.ReadServicesAsync(node, CancellationToken.None);

        // Between other nodes and this one may be a firewall. Its own endpoint knows better.
        var isAlive = tasks.Failure is not null
            && await probe.PingAsync(node, address: null, CancellationToken.None) == NodeReaction.Answers;
        return (services, isAlive ? null : ApiServices.Refused(services.Failure, tasks.Failure));
    }

    // A running job has not failed, but its log names the guests that it failed on.
    private static bool HasFailure(BackupReading reading) => reading.Jobs.Any(task => task.Failed)
        || reading.Logs.Logs.Values.Any(log => log.Guests.Any(guest => guest.Outcome == BackupOutcome.Failed));

    private DateTimeOffset? Earliest(TimeSpan? skew) => time.GetUtcNow() + skew - BackupAge;

    private static ImmutableDictionary<ConditionType, string> Unread(
        params IEnumerable<(DataSource Source, ProbeFailure? Failure)> parts) => parts
        .Where(part => part.Failure is not null)
        .SelectMany(part => ConditionCatalog.From(part.Source), (part, condition) => KeyValuePair.Create(condition, part.Failure!.Message))
        .ToImmutableDictionary();

    private static ImmutableArray<T>? ValueOf<T>(ProbeResult<ImmutableArray<T>> result) => result.Succeeded ? result.Value : null;

    private sealed record NodeReading(
        string Node, NodeInspection Inspection, ImmutableArray<ReplicationSample>? Replication, BackupReading Backups)
    {
        public ImmutableDictionary<ConditionType, string> Unread { get; init; } = ImmutableDictionary<ConditionType, string>.Empty;
    }
}

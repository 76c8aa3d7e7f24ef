using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Polling;

/// <summary>Services, storages, certificates, replication and backups. Each call fails alone.</summary>
internal sealed class RoutineTick(
    IGrainFactory grains, IProbe probe, BackupJobs jobs, Destructions destructions, NodeTasks clocks, TimeProvider time) : ITierTick
{
    private const int NodesAtOnce = 8;
    private const int ClocksAsked = 3;
    private static readonly TimeSpan BackupsOf = TimeSpan.FromDays(2);
    private static readonly TimeSpan ClockEvery = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<ClusterName, (long Read, string Node, TimeSpan Ahead)> _skews = [];

    public async Task Run(ClusterName cluster)
    {
        // Right after a start nobody knows the nodes yet, and the next look is minutes away.
        if ((await grains.Cluster(cluster).Header()).State == ClusterReach.Waiting) await grains.Cluster(cluster).Poll();
        var nodes = await grains.Cluster(cluster).OnlineNodes();
        var skew = await Skew(cluster, nodes);
        var looks = new List<NodeLook>(nodes.Length);
        foreach (var window in nodes.Chunk(NodesAtOnce))
            looks.AddRange(await Task.WhenAll(window.Select(node => ReadNode(new(cluster, node), skew?.Ahead))));

        List<BackupLook> backups = [.. looks.Select(look => look.Backups), .. jobs.Besides(cluster, nodes, Earliest(skew?.Ahead))];

        // A backup that failed before its guest was destroyed is none of the guest that has its VMID now.
        var destroyed = new List<PveTask>();
        foreach (var window in backups.Exists(HasFailure) ? nodes.Chunk(NodesAtOnce) : [])
        {
            var tasks = await Task.WhenAll(window.Select(node => destructions.Read(new(cluster, node), Earliest(skew?.Ahead))));
            destroyed.AddRange(tasks.SelectMany(some => some));
        }

        var notBackedUp = nodes.IsEmpty ? null : await probe.ReadNotBackedUpAsync(cluster, CancellationToken.None);
        await grains.Cluster(cluster).Inspect(new(
            time.GetUtcNow(),
            looks.DistinctBy(look => look.Node, StringComparer.Ordinal).ToImmutableDictionary(look => look.Node, look => look.Inspection, StringComparer.Ordinal),
            [.. looks.SelectMany(look => look.Replication ?? [])],
            [.. backups.SelectMany(look => look.Jobs)],
            notBackedUp is { Succeeded: true } ? notBackedUp.Value : null)
        {
            ClockSkews = skew is { } read ? ImmutableDictionary<string, TimeSpan>.Empty.Add(read.Node, read.Ahead) : ImmutableDictionary<string, TimeSpan>.Empty,
            NotBackedUpFailure = notBackedUp?.Failure?.Message,
            ReplicationOf = [.. looks.Where(look => look.Replication is not null).Select(look => look.Node)],
            BackupLogs = backups.SelectMany(look => look.Logs.Logs).DistinctBy(log => log.Key, StringComparer.Ordinal).ToImmutableDictionary(),
            BackupsUnheard = [.. looks.Where(look => !look.Backups.IsHeard).Select(look => look.Node)],
            Destructions = [.. destroyed],
            UnreadLogs = backups.SelectMany(look => look.Logs.Unread).DistinctBy(log => log.Key, StringComparer.Ordinal).ToImmutableDictionary(),
            Unread = looks.SelectMany(look => look.Unread).GroupBy(part => part.Key).ToImmutableDictionary(part => part.Key, part => string.Join("; ", part.Select(one => one.Value))),
        });
    }

    // Members keep the same time, so one is asked: the first that answers, and not at each tick.
    private async Task<(string Node, TimeSpan Ahead)?> Skew(ClusterName cluster, ImmutableArray<string> nodes)
    {
        if (_skews.TryGetValue(cluster, out var known) && time.GetElapsedTime(known.Read) < ClockEvery) return (known.Node, known.Ahead);
        foreach (var node in nodes.Take(ClocksAsked))
        {
            if ((await clocks.Clock(new NodeId(cluster, node), time.GetUtcNow())).Ahead is not { } ahead) continue;
            _skews[cluster] = (time.GetTimestamp(), node, ahead);
            return (node, ahead);
        }

        return null;
    }

    private async Task<NodeLook> ReadNode(NodeId node, TimeSpan? skew)
    {
        var now = time.GetUtcNow();
        var services = await probe.ReadServicesAsync(node, CancellationToken.None);
        var storages = await probe.ReadStoragesAsync(node, CancellationToken.None);
        var certificates = await probe.ReadCertificatesAsync(node, CancellationToken.None);
        var replication = await probe.ReadReplicationAsync(node, CancellationToken.None);
        var backups = await jobs.Read(node, Earliest(skew));
        return new(
            node.Name,
            new(now, Seen(services), Seen(storages), Seen(certificates))
            {
                NodeTime = now + skew,
                Unread = Unread(
                    (DataSource.Services, services.Failure), (DataSource.Storages, storages.Failure),
                    (DataSource.Certificates, certificates.Failure)),
            },
            Seen(replication), backups)
        {
            Unread = Unread((DataSource.Replication, replication.Failure), (DataSource.Backups, backups.Failure)),
        };
    }

    // A job that is still at work has not failed, but its log names the guests that it failed on.
    private static bool HasFailure(BackupLook look) => look.Jobs.Any(task => task.Failed)
        || look.Logs.Logs.Values.Any(log => log.Guests.Any(guest => guest.Outcome == BackupOutcome.Failed));

    private DateTimeOffset? Earliest(TimeSpan? skew) => time.GetUtcNow() + skew - BackupsOf;

    private static ImmutableDictionary<ConditionType, string> Unread(params IEnumerable<(DataSource Source, ProbeFailure? Failure)> parts) => parts
        .Where(part => part.Failure is not null)
        .SelectMany(part => ConditionCatalog.From(part.Source), (part, condition) => KeyValuePair.Create(condition, part.Failure!.Message))
        .ToImmutableDictionary();

    private static ImmutableArray<T>? Seen<T>(ProbeResult<ImmutableArray<T>> result) => result.Succeeded ? result.Value : null;

    private sealed record NodeLook(
        string Node, NodeInspection Inspection, ImmutableArray<ReplicationSample>? Replication, BackupLook Backups)
    {
        public ImmutableDictionary<ConditionType, string> Unread { get; init; } = ImmutableDictionary<ConditionType, string>.Empty;
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Polling;

/// <summary>
/// The backup jobs of each node. While a node does not list them, its last list applies: otherwise an older attempt on another node would
/// count as the latest.
/// </summary>
internal sealed class BackupJobs(IProbe probe, BackupLogs logs)
{
    private const int Limit = 500;

    private readonly ConcurrentDictionary<NodeId, BackupReading> _last = [];

    /// <summary>Reads a node's jobs, and the logs that are not known yet.</summary>
    /// <param name="node">The node.</param>
    /// <param name="since">Older ones are ignored, by the node's clock.</param>
    public async Task<BackupReading> Read(NodeId node, DateTimeOffset? since)
    {
        var answer = await probe.ReadTasksAsync(node, new(Since: since, Type: TaskTypes.Backup, Limit: Limit), CancellationToken.None);
        if (!answer.Succeeded) return Last(node, since) with { Failure = answer.Failure };
        return _last[node] = new(answer.Value, await logs.Read(node, answer.Value));
    }

    /// <summary>The last lists of the nodes of a cluster that are not read now.</summary>
    public IEnumerable<BackupReading> LastOfOthers(ClusterName cluster, IReadOnlyCollection<string> read, DateTimeOffset? since) =>
        _last.Keys.Where(node => node.Cluster == cluster && !read.Contains(node.Name)).Select(node => Last(node, since));

    /// <summary>Forgets the lists of a cluster.</summary>
    public void Forget(ClusterName cluster)
    {
        foreach (var node in _last.Keys.Where(node => node.Cluster == cluster)) _last.TryRemove(node, out _);
    }

    private BackupReading Last(NodeId node, DateTimeOffset? since) => _last.TryGetValue(node, out var last)
        ? last with { Jobs = [.. last.Jobs.Where(job => job.EndedAt is not { } end || since is not { } from || end >= from)] }
        : new([], BackupLogReading.None) { IsKnown = false };
}

/// <summary>A node's backup jobs, as far as known.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Logs">Their logs.</param>
internal sealed record BackupReading(ImmutableArray<PveTask> Jobs, BackupLogReading Logs)
{
    /// <summary>False if the node has never listed them.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>Why they could not be read now; null if they were, or were not read for.</summary>
    public ProbeFailure? Failure { get; init; }
}

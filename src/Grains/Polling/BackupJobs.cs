using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Polling;

/// <summary>
/// The backup jobs of each node. What a node listed last counts while it lists nothing: otherwise an older attempt on another node would
/// pass for the latest.
/// </summary>
internal sealed class BackupJobs(IProbe probe, BackupLogs logs)
{
    private const int Listed = 500;

    private readonly ConcurrentDictionary<NodeId, BackupLook> _last = [];

    /// <summary>Reads a node's jobs, and the logs that are not known yet.</summary>
    /// <param name="node">The node.</param>
    /// <param name="since">Older ones count for nothing, by the node's clock.</param>
    public async Task<BackupLook> Read(NodeId node, DateTimeOffset? since)
    {
        var read = await probe.ReadTasksAsync(node, new(Since: since, Type: TaskTypes.Backup, Limit: Listed), CancellationToken.None);
        if (!read.Succeeded) return Last(node, since) with { Failure = read.Failure };
        return _last[node] = new(read.Value, await logs.Read(node, read.Value));
    }

    /// <summary>What the nodes of a cluster listed last that are not asked now.</summary>
    public IEnumerable<BackupLook> Besides(ClusterName cluster, IReadOnlyCollection<string> asked, DateTimeOffset? since) =>
        _last.Keys.Where(node => node.Cluster == cluster && !asked.Contains(node.Name)).Select(node => Last(node, since));

    private BackupLook Last(NodeId node, DateTimeOffset? since) => _last.TryGetValue(node, out var last)
        ? last with { Jobs = [.. last.Jobs.Where(job => job.EndedAt is not { } end || since is not { } from || end >= from)] }
        : new([], BackupLogReading.None) { IsHeard = false };
}

/// <summary>What is known of a node's backup jobs.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Logs">Their logs.</param>
internal sealed record BackupLook(ImmutableArray<PveTask> Jobs, BackupLogReading Logs)
{
    /// <summary>False where the node has never listed them.</summary>
    public bool IsHeard { get; init; } = true;

    /// <summary>Why it does not list them now; null where it does, or was not asked.</summary>
    public ProbeFailure? Failure { get; init; }
}

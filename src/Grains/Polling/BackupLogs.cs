using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Polling;

/// <summary>
/// The logs of backup jobs, which name their guests. The log of an ended job never changes: it is read once, and the newest of each node
/// are kept. The log of a running job is read each time.
/// </summary>
internal sealed class BackupLogs(IProbe probe)
{
    // The maximum per read of a node; the rest follows with the next reads.
    private const int MaxReads = 6;
    private const int MaxKept = 60;

    private readonly Lock _lock = new();
    private readonly Dictionary<NodeId, ImmutableDictionary<string, BackupJobLog>> _kept = [];

    /// <summary>Reads what is not known yet: failed jobs first, then the newest.</summary>
    /// <param name="node">The node.</param>
    /// <param name="jobs">Its backup tasks.</param>
    public async Task<BackupLogReading> Read(NodeId node, ImmutableArray<PveTask> jobs)
    {
        var wanted = jobs.Where(job => job.Type == TaskTypes.Backup && (BackupChecks.SingleGuest(job) is null || job.Failed))
            .OrderByDescending(job => job.StartedAt).Take(MaxKept).ToList();
        var known = Known(node);
        var logs = known.Where(kept => wanted.Exists(job => job.Upid == kept.Key)).ToImmutableDictionary();
        var unread = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var job in wanted.Where(job => !logs.ContainsKey(job.Upid)).OrderByDescending(job => job.Failed).Take(MaxReads))
        {
            var log = await probe.ReadTaskLogAsync(node, job.Upid, CancellationToken.None);
            if (!log.Succeeded) unread[job.Upid] = log.Failure.Message;
            else logs = logs.SetItem(job.Upid, BackupJobLog.Read(log.Value));
        }

        Keep(node, logs.RemoveRange(wanted.Where(job => job.EndedAt is null).Select(job => job.Upid)));
        return new(logs, unread.ToImmutable());
    }

    private ImmutableDictionary<string, BackupJobLog> Known(NodeId node)
    {
        lock (_lock) return _kept.GetValueOrDefault(node, ImmutableDictionary<string, BackupJobLog>.Empty);
    }

    private void Keep(NodeId node, ImmutableDictionary<string, BackupJobLog> logs)
    {
        lock (_lock) _kept[node] = logs;
    }
}

/// <summary>The result of reading logs.</summary>
/// <param name="Logs">By UPID.</param>
/// <param name="Unread">Why one could not be read, by UPID.</param>
internal sealed record BackupLogReading(ImmutableDictionary<string, BackupJobLog> Logs, ImmutableDictionary<string, string> Unread)
{
    public static BackupLogReading None { get; } =
        new(ImmutableDictionary<string, BackupJobLog>.Empty, ImmutableDictionary<string, string>.Empty);
}

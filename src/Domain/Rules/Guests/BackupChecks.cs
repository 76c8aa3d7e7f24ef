using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>
/// Checks backups by the attempt that ended last, alone or in a job over several guests (api-facts §5). A guest without a known attempt
/// stays unknown.
/// </summary>
public static class BackupChecks
{
    private const string NotFound = "unable to find configuration file for";

    /// <summary>Checks existing guests and, if a job as a whole failed, its node.</summary>
    public static IEnumerable<Assessment> Judge(ClusterName cluster, BackupHistory history)
    {
        var jobs = history.Tasks.Where(task => task.Type == TaskTypes.Backup).ToList();
        return OfGuests(cluster, history, jobs).Concat(OfNodes(cluster, history, jobs));
    }

    /// <summary>The guest in a task's id; null for a job over several guests.</summary>
    public static int? SingleGuest(PveTask task) =>
        int.TryParse(task.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var vmid) ? vmid : null;

    private static IEnumerable<Assessment> OfGuests(ClusterName cluster, BackupHistory history, List<PveTask> jobs)
    {
        var unread = jobs.FindAll(job => SingleGuest(job) is null && job.EndedAt is not null && WhyLogUnread(history, job) is not null);
        return
            from run in jobs.SelectMany(job => Attempts(history, job))
            group run by run.Vmid into runs
            let node = history.NodeOf(runs.Key)
            where node is not null
            let last = runs.MaxBy(run => run.EndedAt)!
            let guest = new GuestId(cluster, runs.Key)
            let later = unread.Find(job => Ended(job, log: null) > last.EndedAt && (job.Node == last.Task.Node || job.Node == node))
            select StopClassifier.Destruction(runs.Key, history.Destructions) is { } destroyed && IsOfAnother(last, destroyed)
                ? OfAnother(guest, last, destroyed)
                : Guest(guest, history.LabelOf(runs.Key), last, Doubt(history, node, last, later));
    }

    // A job lists its guests when it begins; one that it cannot find was destroyed since.
    private static bool IsOfAnother(BackupAttempt last, PveTask destroyed) => last.EndedAt <= destroyed.EndedAt
        || (last.Task.StartedAt <= destroyed.EndedAt && last.Failure?.StartsWith(NotFound, StringComparison.Ordinal) == true);

    private static Assessment OfAnother(GuestId guest, BackupAttempt last, PveTask destroyed) =>
        new(ConditionType.BackupFailed, EntityId.Of(guest), Presence.Absent, Severity.Warning, "",
            $"no attempt to back it up is known: the latest was of a guest of the same VMID that {destroyed.User} destroyed since")
        { Node = last.Task.Node, Evidence = [new("upid", last.Task.Upid), new("destroyedBy", destroyed.Upid)] };

    // A later job that does not name its guests may include this one; so may jobs of a node that lists none.
    private static string? Doubt(BackupHistory history, string node, BackupAttempt last, PveTask? unread)
    {
        if (last.Failure is not null && history.DestructionsUnread.Contains(last.Task.Node))
            return $"whether {last.Task.Node} destroyed that guest since, and this is another one with its VMID, cannot be read now";
        if (unread is not null) return $"whether a later job was about it is not known: {unread.Upid}: {WhyLogUnread(history, unread)}";
        return history.NodesUnread.Contains(node) ? $"{node} does not list its jobs, of which a later one may have been about it" : null;
    }

    private static Assessment Guest(GuestId guest, string label, BackupAttempt last, string? doubt)
    {
        var title = $"The latest backup of {label} failed";
        var evidence = new RuleInput[] { new("upid", last.Task.Upid), new("status", last.Task.Status), new("storage", last.Storage) };
        if (doubt is not null)
        {
            return new(ConditionType.BackupFailed, EntityId.Of(guest), Presence.Unknown, Severity.Warning, title, doubt)
            { Node = last.Task.Node, Evidence = [.. evidence] };
        }

        var target = last.Storage is { } storage ? $" (to {storage})" : "";
        var reason = last.Failure is { } why ? $"{last.Task.Upid}: {why}{target}" : "its latest backup succeeded";
        return new(ConditionType.BackupFailed, EntityId.Of(guest), last.Failure is null ? Presence.Absent : Presence.Present,
            Severity.Warning, title, reason)
        { Node = last.Task.Node, Evidence = [.. evidence], Storage = last.Storage };
    }

    // A multi-guest job that failed before any guest, or whose log does not name the failed guests, belongs to its node.
    private static IEnumerable<Assessment> OfNodes(ClusterName cluster, BackupHistory history, List<PveTask> jobs) =>
        from job in jobs
        where SingleGuest(job) is null && job.EndedAt is not null
        group job by job.Node into own
        let last = own.MaxBy(job => Ended(job, log: null))!
        let log = history.Logs.GetValueOrDefault(last.Upid)
        let why = JobFailure(history, last, log)
        select new Assessment(
            ConditionType.BackupFailed, EntityId.Of(new NodeId(cluster, own.Key)),
            why is not null ? Presence.Present : Presence.Absent, Severity.Warning,
            $"The latest backup job of {new NodeId(cluster, own.Key)} failed",
            why is not null ? $"{last.Upid}: {why}" : "its latest backup job reached its guests")
        {
            Node = own.Key,
            Evidence = [new("upid", last.Upid), new("status", last.Status), new("storage", log?.Storage)],
            Storage = log?.Storage
        };

    private static string? JobFailure(BackupHistory history, PveTask job, BackupJobLog? log)
    {
        if (log is not null) return log.Failure ?? (job.Failed && log.Guests.IsEmpty ? job.Status : null);
        return job.Failed ? $"{job.Status}; which guests, only its log says: {WhyLogUnread(history, job)}" : null;
    }

    private static IEnumerable<BackupAttempt> Attempts(BackupHistory history, PveTask job)
    {
        var log = history.Logs.GetValueOrDefault(job.Upid);
        if (SingleGuest(job) is { } vmid)
        {
            if (Ended(job, log) is { } ended)
                yield return new(vmid, job, ended, job.Failed ? log?.Of(vmid)?.Reason ?? log?.Failure ?? job.Status : null, log?.Storage);
            yield break;
        }

        foreach (var guest in log?.Guests ?? [])
        {
            // Unfinished while the job runs; a finished job leaves none open.
            if (guest.Outcome == BackupOutcome.Unfinished && job.EndedAt is null) continue;
            var failure = guest.Outcome switch
            {
                BackupOutcome.Finished => null,
                BackupOutcome.Failed => guest.Reason,
                _ => $"the job ended before it did: {job.Status}",
            };
            yield return new(guest.Vmid, job, EndOf(guest, job, log!), failure, log?.Storage);
        }
    }

    // Timestamps in the log have no known time zone, but their differences count.
    private static DateTimeOffset EndOf(GuestBackup guest, PveTask job, BackupJobLog log)
    {
        var ended = Ended(job, log);
        var began = log.Waited && ended - log.Worked is { } late && late > job.StartedAt ? late : job.StartedAt;
        var end = ended ?? DateTimeOffset.MaxValue;
        return guest.EndedAfter is { } after && began + after < end ? began + after : ended ?? job.StartedAt;
    }

    // A job that ended before it began had its node's clock set back while it ran. It ended after it began all the same.
    private static DateTimeOffset? Ended(PveTask job, BackupJobLog? log) =>
        job.EndedAt < job.StartedAt ? job.StartedAt + (log?.Worked ?? TimeSpan.Zero) : job.EndedAt;

    private static string? WhyLogUnread(BackupHistory history, PveTask job)
    {
        if (history.Logs.TryGetValue(job.Upid, out var log)) return log.Whole ? null : "its log is too long to be read whole";
        return history.LogsUnread.TryGetValue(job.Upid, out var why) ? $"its log cannot be read: {why}" : "its log was not read yet";
    }
}

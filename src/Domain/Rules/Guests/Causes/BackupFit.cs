using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>
/// Decides whether a backup stopped a guest. Only stop mode does; it starts the guest again before releasing it. A backup of a stopped VM
/// ends the run that it started itself. Snapshot and suspend mode stop nothing (api-facts §5).
/// </summary>
internal static class BackupFit
{
    private const string BackupLock = "backup";

    /// <summary>The guest's entry in a backup job; null if the log was not read or does not name the guest.</summary>
    public static GuestBackup? GuestPart(StopEvidence evidence, PveTask task) =>
        evidence.BackupLogs.TryGetValue(task.Upid, out var log) ? log.Of(evidence.Vmid) : null;

    /// <summary>Whether other evidence shows that a multi-guest job with an unread log worked on this guest.</summary>
    public static bool MayConcern(StopEvidence evidence, PveTask task) =>
        task is { Type: TaskTypes.Backup, Id: "" } && !evidence.BackupLogs.ContainsKey(task.Upid)
        && (task.Upid == evidence.LockedByTask || (task.EndedAt is null && evidence.Lock == BackupLock) || IsShutWithin(evidence, task));

    /// <summary>Whether the backup ended the run.</summary>
    public static bool StoppedIt(StopEvidence evidence, PveTask task)
    {
        if (GuestPart(evidence, task) is { } part)
        {
            if (part.Mode is "snapshot" or "suspend") return false;
            if (part.Ran == false) return MayBeOwnRun(evidence, task);
            if (part.Stopped || part.Mode == "stop")
                return !(evidence.SeenLive && evidence.Lock is null && (IsBack(part) || StartedAfter(evidence, task, part)));
        }

        if (evidence.BackupLogs.GetValueOrDefault(task.Upid) is { Waiting: true }) return false;

        // Mode unknown: a VM is shut down by a separate task; a container keeps the lock all the time.
        if (IsShutWithin(evidence, task)) return !(evidence.SeenLive && evidence.Lock is null && IsOwnAndDone(evidence, task));
        return task.Upid == evidence.LockedByTask || (task.EndedAt is null && evidence.Lock == BackupLock) || BeganFor(evidence, task);
    }

    /// <summary>Whether a shutdown by root belongs to a backup that has started the guest again.</summary>
    public static bool IsRestartedByBackup(StopEvidence evidence, PveTask shutdown) =>
        evidence.Lock is null && IsShutdownByRoot(shutdown) && (evidence.Tasks ?? []).Any(backup =>
            backup.Type == TaskTypes.Backup && IsWithin(shutdown, backup) && shutdown.StartedAt < TaskFit.End(backup)
            && (GuestPart(evidence, backup) is { } part
                ? IsBack(part) && MayHaveShut(part, backup, shutdown)
                : IsOwnAndDone(evidence, backup)));

    // A successful single-guest backup has started the guest again, whatever its log says.
    private static bool IsOwnAndDone(StopEvidence evidence, PveTask backup) =>
        TaskFit.IsOfGuest(evidence, backup) && backup is { EndedAt: not null, Failed: false };

    // A job continues after this guest, and only stop mode shuts guests down.
    private static bool MayHaveShut(GuestBackup part, PveTask backup, PveTask shutdown) =>
        part.Mode is not ("snapshot" or "suspend") && !(shutdown.StartedAt > backup.StartedAt + part.EndedAfter + TaskFit.Rounding);

    /// <summary>
    /// Whether a user was already shutting the guest down when the backup began; the backup does not start it again then. A backup shuts
    /// down a VM with a task by root, and a container without a task.
    /// </summary>
    public static bool PrecedesBackup(StopEvidence evidence, PveTask stop, StopCauseKind kind, PveTask backup) =>
        kind == StopCauseKind.StoppedByUser && !stop.Failed && TaskFit.IsOfGuest(evidence, stop) && !TaskTypes.Reboots(stop.Type)
        && stop.StartedAt <= backup.StartedAt && TaskFit.End(stop) >= backup.StartedAt
        && (!IsShutdownByRoot(stop) || stop.StartedAt < backup.StartedAt);

    private static bool IsBack(GuestBackup part) => part.OnlineAgain || part.Outcome == BackupOutcome.Finished;

    private static bool IsShutWithin(StopEvidence evidence, PveTask backup) => (evidence.Tasks ?? []).Any(task =>
        IsShutdownByRoot(task) && TaskFit.IsOfGuest(evidence, task) && IsWithin(task, backup));

    private static bool IsShutdownByRoot(PveTask task) => task is { Type: TaskTypes.ShutdownVm, User: TaskTypes.Root };

    private static bool IsWithin(PveTask task, PveTask backup) =>
        task.StartedAt >= backup.StartedAt - TaskFit.Rounding && task.StartedAt <= TaskFit.End(backup) + TaskFit.Rounding;

    // The job may still work on other guests.
    private static bool StartedAfter(StopEvidence evidence, PveTask task, GuestBackup part) =>
        part is { Outcome: not BackupOutcome.Unfinished, EndedAfter: { } after }
        && TaskFit.Started(evidence, task).Any(start => start.StartedAt >= task.StartedAt + after - TaskFit.Rounding);

    // A backup of a stopped VM starts a run without a task (api-facts §5), so a run with a start task is not the backup's.
    private static bool MayBeOwnRun(StopEvidence evidence, PveTask task) =>
        (evidence.RunSince is not { } began || began + evidence.ClockSkew >= task.StartedAt - TaskFit.Rounding)
        && !TaskFit.Started(evidence, task).Any();

    // A run started by the backup began after the backup, even with the read delay of its start.
    private static bool BeganFor(StopEvidence evidence, PveTask task) =>
        TaskFit.IsAbout(evidence, task) && evidence.RunSince is { } run
        && run + evidence.ClockSkew - TaskFit.RowAge >= task.StartedAt - TaskFit.Rounding;
}

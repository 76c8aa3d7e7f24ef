using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>
/// Whether a backup stopped a guest. Only one in stop mode does, and it starts the guest again before it lets go of it; a backup of a
/// stopped VM ends the run that it began itself; one in snapshot or suspend mode ends nothing (api-facts §5).
/// </summary>
internal static class BackupFit
{
    private const string Held = "backup";

    /// <summary>The guest's part in a backup task; null where its log was not read, or does not name the guest.</summary>
    public static GuestBackup? Part(StopEvidence evidence, PveTask task) =>
        evidence.BackupLogs.TryGetValue(task.Upid, out var log) ? log.Of(evidence.Vmid) : null;

    /// <summary>
    /// Whether a job of several guests, whose log could not be read, shows in another way that it was at work on this one.
    /// </summary>
    public static bool ConcernsUnread(StopEvidence evidence, PveTask task) =>
        task is { Type: TaskTypes.Backup, Id: "" } && !evidence.BackupLogs.ContainsKey(task.Upid)
        && (task.Upid == evidence.LockedByTask || (task.EndedAt is null && evidence.Lock == Held) || IsShutWithin(evidence, task));

    /// <summary>Whether this backup ended the run.</summary>
    public static bool StoppedIt(StopEvidence evidence, PveTask task)
    {
        if (Part(evidence, task) is { } part)
        {
            if (part.Mode is "snapshot" or "suspend") return false;
            if (part.Ran == false) return MayBeOwnRun(evidence, task);
            if (part.Stopped || part.Mode == "stop")
                return !(evidence.SeenLive && evidence.Lock is null && (IsBack(part) || StartedAfter(evidence, task, part)));
        }

        if (evidence.BackupLogs.GetValueOrDefault(task.Upid) is { Waiting: true }) return false;

        // Without a word of the mode: a VM is shut down by a task of its own, a container is held by the lock all along.
        if (IsShutWithin(evidence, task)) return !(evidence.SeenLive && evidence.Lock is null && IsOwnAndDone(evidence, task));
        return task.Upid == evidence.LockedByTask || (task.EndedAt is null && evidence.Lock == Held) || BeganFor(evidence, task);
    }

    /// <summary>Whether a shutdown by root was a backup's, which has started the guest again since.</summary>
    public static bool StartedAgain(StopEvidence evidence, PveTask shutdown) =>
        evidence.Lock is null && IsShutdownByRoot(shutdown) && (evidence.Tasks ?? []).Any(backup =>
            backup.Type == TaskTypes.Backup && IsWithin(shutdown, backup) && shutdown.StartedAt < TaskFit.End(backup)
            && (Part(evidence, backup) is { } part ? IsBack(part) && MayHaveShut(part, backup, shutdown) : IsOwnAndDone(evidence, backup)));

    // A backup of the guest alone that succeeded has started it again, whatever its log says.
    private static bool IsOwnAndDone(StopEvidence evidence, PveTask backup) =>
        TaskFit.IsOfGuest(evidence, backup) && backup is { EndedAt: not null, Failed: false };

    // A job goes on after it is done with this guest, and only stop mode shuts any down.
    private static bool MayHaveShut(GuestBackup part, PveTask backup, PveTask shutdown) =>
        part.Mode is not ("snapshot" or "suspend") && !(shutdown.StartedAt > backup.StartedAt + part.EndedAfter + TaskFit.Rounding);

    /// <summary>
    /// Whether somebody was shutting the guest down when the backup began, which does not start it again then. A backup shuts a VM down by
    /// a task of root's, and a container by none.
    /// </summary>
    public static bool CameBefore(StopEvidence evidence, PveTask stop, StopCauseKind kind, PveTask backup) =>
        kind == StopCauseKind.StoppedByUser && !stop.Failed && TaskFit.IsOfGuest(evidence, stop) && !TaskTypes.Reboots(stop.Type)
        && stop.StartedAt <= backup.StartedAt && TaskFit.End(stop) >= backup.StartedAt
        && (!IsShutdownByRoot(stop) || stop.StartedAt < backup.StartedAt);

    private static bool IsBack(GuestBackup part) => part.OnlineAgain || part.Outcome == BackupOutcome.Finished;

    private static bool IsShutWithin(StopEvidence evidence, PveTask backup) => (evidence.Tasks ?? []).Any(task =>
        IsShutdownByRoot(task) && TaskFit.IsOfGuest(evidence, task) && IsWithin(task, backup));

    private static bool IsShutdownByRoot(PveTask task) => task is { Type: TaskTypes.ShutdownVm, User: TaskTypes.Root };

    private static bool IsWithin(PveTask task, PveTask backup) =>
        task.StartedAt >= backup.StartedAt - TaskFit.Rounding && task.StartedAt <= TaskFit.End(backup) + TaskFit.Rounding;

    // The job may be at work on other guests still.
    private static bool StartedAfter(StopEvidence evidence, PveTask task, GuestBackup part) =>
        part is { Outcome: not BackupOutcome.Unfinished, EndedAfter: { } after }
        && TaskFit.Started(evidence, task).Any(start => start.StartedAt >= task.StartedAt + after - TaskFit.Rounding);

    // A backup of a stopped VM begins a run for itself without a task (api-facts §5), so a run that somebody started is not that one.
    private static bool MayBeOwnRun(StopEvidence evidence, PveTask task) =>
        (evidence.RunSince is not { } began || began + evidence.ClockSkew >= task.StartedAt - TaskFit.Rounding)
        && !TaskFit.Started(evidence, task).Any();

    // A run that a backup began for itself began after it for certain, however late its begin was read.
    private static bool BeganFor(StopEvidence evidence, PveTask task) =>
        TaskFit.IsAbout(evidence, task) && evidence.RunSince is { } run
        && run + evidence.ClockSkew - TaskFit.RowAge >= task.StartedAt - TaskFit.Rounding;
}

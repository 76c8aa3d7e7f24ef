using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Selects tasks that could have ended a guest's run: time and type fit, and they were neither refused nor reverted.</summary>
internal static class TaskFit
{
    /// <summary>How long a timed-out shutdown request still counts; updates at shutdown take that long.</summary>
    public static TimeSpan RequestCounts { get; } = TimeSpan.FromHours(1);

    // Task times and clock skews have a resolution of one second.
    internal static readonly TimeSpan Rounding = TimeSpan.FromSeconds(3);

    // A node that takes a minute for a round publishes rows that are as old.
    private static readonly TimeSpan OldestRow = TimeSpan.FromMinutes(2);

    // The start of a run is derived from rows that are up to 14 s old (api-facts §2).
    internal static readonly TimeSpan RowAge = TimeSpan.FromSeconds(15);

    /// <summary>Tasks on the guest or on all guests of its node that could have ended the run, with the resulting cause.</summary>
    public static IEnumerable<(PveTask Task, StopCauseKind Kind)> Of(StopEvidence evidence) =>
        from task in evidence.Tasks ?? []
        let kind = Kind(evidence, task)
        where kind is not null && IsInTime(evidence, task) && CouldEnd(evidence, task, kind.Value)
            && !IsReverted(evidence, task) && !IsOnStoppedGuest(evidence, task)
        select (task, kind.Value);

    /// <summary>Whether a task is for this guest only, or a backup job whose log names it.</summary>
    public static bool IsAbout(StopEvidence evidence, PveTask task) =>
        IsOfGuest(evidence, task) || (task is { Type: TaskTypes.Backup, Id: "" } && BackupFit.GuestPart(evidence, task) is not null);

    /// <summary>Whether a task's id is the guest's VMID.</summary>
    public static bool IsOfGuest(StopEvidence evidence, PveTask task) => task.Id == evidence.Vmid.ToString(CultureInfo.InvariantCulture);

    private static StopCauseKind? Kind(StopEvidence evidence, PveTask task) =>
        IsAbout(evidence, task) || BackupFit.MayConcern(evidence, task) ? RunEnds.OfOne(task.Type) : RunEnds.OfMany(task.Type);

    /// <summary>End of a task; the far future if it still runs.</summary>
    public static DateTimeOffset End(PveTask task) => task.EndedAt ?? DateTimeOffset.MaxValue - TimeSpan.FromDays(1);

    private static bool IsInTime(StopEvidence evidence, PveTask task)
    {
        var ended = End(task);
        if (ended < evidence.RunSince + evidence.ClockSkew - Rounding - RowAge && !WasMovedAlive(evidence)) return false;
        var since = evidence.RanAfter + evidence.ClockSkew - Rounding;
        return task.StartedAt >= since || ended >= since
            || (task.Failed && TaskTypes.Requests(task.Type) && ended >= since - RequestCounts);
    }

    private static bool CouldEnd(StopEvidence evidence, PveTask task, StopCauseKind kind) => kind switch
    {
        _ when TaskRefusals.IsRefused(task) => false,
        StopCauseKind.Backup => BackupFit.StoppedIt(evidence, task),
        // A failed migration leaves a running guest on its node.
        StopCauseKind.Migration => !task.Failed || task.Type == "vzmigrate",
        StopCauseKind.NodeShutdown => !evidence.OwnTasksComplete || MayHaveStopped(evidence, task),
        _ => true,
    };

    /// <summary>
    /// Whether a node shutdown that could have ended the run lacks its task on the guest, so that the guest's own tasks must be read.
    /// </summary>
    public static bool NeedsOwnTasks(StopEvidence evidence) => !evidence.OwnTasksComplete && Of(evidence)
        .Any(found => found.Kind == StopCauseKind.NodeShutdown && !MayHaveStopped(evidence, found.Task));

    // A stopall shuts each running guest down in a task of the guest (api-facts §3), and leaves those of Proxmox HA to it.
    private static bool MayHaveStopped(StopEvidence evidence, PveTask stopAll) =>
        HaStates.Manages(evidence.HaState) || evidence.IsInFuture(stopAll.StartedAt)
        || (evidence.Tasks ?? []).Any(task => IsOfGuest(evidence, task) && task.Node == stopAll.Node && TaskTypes.Requests(task.Type)
            && task.StartedAt >= stopAll.StartedAt - Rounding);

    private static bool IsReverted(StopEvidence evidence, PveTask task)
    {
        if (task.Failed && TaskTypes.Requests(task.Type))
            return Starts(evidence, task).Any(start => TaskTypes.IsSamePerson(start.User, task.User));
        if (task.EndedAt is null) return false;
        if (Started(evidence, task).Any(start => !BeganBefore(evidence, start) && IsDownAgain(evidence, start))) return true;
        return evidence.SeenLive && BackupFit.IsRestartedByBackup(evidence, task);
    }

    // The process that a live migration starts on its target continues the run.
    private static bool WasMovedAlive(StopEvidence evidence) => LiveMigrations(evidence).Any(move =>
        Succeeded(move) && evidence.RunSince + evidence.ClockSkew >= move.StartedAt - Rounding
        && evidence.RunSince + evidence.ClockSkew <= move.EndedAt + Rounding + RowAge);

    private static bool IsOfLiveMigration(StopEvidence evidence, PveTask start) => LiveMigrations(evidence).Any(move =>
        move.Node != start.Node && move.StartedAt <= start.StartedAt + Rounding && End(move) >= End(start));

    private static IEnumerable<PveTask> LiveMigrations(StopEvidence evidence) =>
        (evidence.Tasks ?? []).Where(task => task.Type == TaskTypes.MigrateVm && IsOfGuest(evidence, task));

    // The row may still show the first stop: the live status proves that the guest is down again, or a row from long after the start.
    private static bool IsDownAgain(StopEvidence evidence, PveTask start) =>
        evidence.SeenLive || evidence.AskedAt + evidence.ClockSkew - start.EndedAt > OldestRow;

    // The start of the ended run reverts nothing: a stop task may have queued before that start and ended the run later.
    private static bool BeganBefore(StopEvidence evidence, PveTask start) =>
        evidence.RunSince is { } run && start.StartedAt <= run + evidence.ClockSkew + Rounding;

    // Rebooting or migrating a stopped guest leaves it stopped: no return is expected.
    private static bool IsOnStoppedGuest(StopEvidence evidence, PveTask task) =>
        IsOfGuest(evidence, task) && TaskTypes.KeepsStopped(task.Type) && (evidence.Tasks ?? []).Any(stop =>
            IsOfGuest(evidence, stop) && (TaskTypes.Stops(stop.Type) || IsRolledBackAndMoved(evidence, stop, task)) && Succeeded(stop)
            && stop.EndedAt <= task.StartedAt && IsInTime(evidence, stop)
            && !Starts(evidence, stop).Any(start => start.StartedAt <= task.StartedAt));

    private static bool IsRolledBackAndMoved(StopEvidence evidence, PveTask rollback, PveTask move) => TaskTypes.RollsBack(rollback.Type)
        && TaskTypes.Migrates(move.Type) && !(evidence.Tasks ?? []).Any(start => IsOfGuest(evidence, start)
            && TaskTypes.BeginsRun(start.Type) && IsOfLiveMigration(evidence, start));

    /// <summary>
    /// Whether the guest stays down although somebody rebooted or moved it meanwhile: a stop of it was under way then, and succeeded. A
    /// live migration does not take back a shutdown that had timed out either.
    /// </summary>
    public static bool Overrules(StopEvidence evidence, PveTask stop, PveTask later)
    {
        if (!IsOfGuest(evidence, stop) || !TaskTypes.Stops(stop.Type) || TaskTypes.Reboots(stop.Type)) return false;
        if (stop.StartedAt > later.StartedAt) return false;
        return (Succeeded(stop) && stop.EndedAt >= later.StartedAt)
            || (later.Type == TaskTypes.MigrateVm && stop.Failed && TaskTypes.Requests(stop.Type));
    }

    /// <summary>Whether the guest's node booted after a task had ended: the boot ended what ran there after the task.</summary>
    public static bool EndedBeforeBoot(StopEvidence evidence, PveTask task) =>
        evidence.NodeRebootedSince && task.EndedAt < evidence.NodeBootedAt + evidence.ClockSkew;

    /// <summary>Successful single-guest starts that began after a task.</summary>
    public static IEnumerable<PveTask> Started(StopEvidence evidence, PveTask after) => Starts(evidence, after).Where(Succeeded);

    /// <summary>
    /// Whether the guest was started after an instant of the monitor's clock and is down again, so the ended run began later.
    /// </summary>
    public static bool RanSince(StopEvidence evidence, DateTimeOffset instant) => evidence.SeenLive && (evidence.Tasks ?? []).Any(task =>
        IsOfGuest(evidence, task) && TaskTypes.BeginsRun(task.Type) && Succeeded(task) && task.StartedAt - evidence.ClockSkew > instant);

    private static bool Succeeded(PveTask task) => task is { EndedAt: not null, Failed: false };

    private static IEnumerable<PveTask> Starts(StopEvidence evidence, PveTask after) => (evidence.Tasks ?? []).Where(task =>
        IsOfGuest(evidence, task)
        && (TaskTypes.Starts(task.Type) || (TaskTypes.Suspends(after.Type) && TaskTypes.Resumes(task.Type)))
        && !IsOfLiveMigration(evidence, task)
        && (!evidence.IsBeforeClockStep(task) || evidence.IsBeforeClockStep(after))
        && (task.StartedAt > after.StartedAt || (task.StartedAt == after.StartedAt && task.EndedAt > after.EndedAt)));
}

using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Which tasks could have ended a guest's run: they fit in time and kind, were not refused, and nothing undid them.</summary>
internal static class TaskFit
{
    /// <summary>How long a request that the guest was too slow for still counts: updates at shutdown take that long.</summary>
    public static TimeSpan RequestCounts { get; } = TimeSpan.FromHours(1);

    // A task's times are whole seconds, and a skew is measured by them.
    internal static readonly TimeSpan Rounding = TimeSpan.FromSeconds(3);

    // A run's begin is read off rows that are up to 14 s old (api-facts §2).
    internal static readonly TimeSpan RowAge = TimeSpan.FromSeconds(15);

    /// <summary>Tasks about the guest or all guests of its node that could have ended the run, with what they do to it.</summary>
    public static IEnumerable<(PveTask Task, StopCauseKind Kind)> Of(StopEvidence evidence) =>
        from task in evidence.Tasks ?? []
        let kind = Kind(evidence, task)
        where kind is not null && IsInTime(evidence, task) && CouldEnd(evidence, task, kind.Value)
            && !IsUndone(evidence, task) && !CameTooLate(evidence, task)
        select (task, kind.Value);

    /// <summary>Whether a task is about this guest alone, or a backup job whose log names it.</summary>
    public static bool IsAbout(StopEvidence evidence, PveTask task) =>
        IsOfGuest(evidence, task) || (task is { Type: TaskTypes.Backup, Id: "" } && BackupFit.Part(evidence, task) is not null);

    /// <summary>Whether a task carries the guest's number.</summary>
    public static bool IsOfGuest(StopEvidence evidence, PveTask task) => task.Id == evidence.Vmid.ToString(CultureInfo.InvariantCulture);

    private static StopCauseKind? Kind(StopEvidence evidence, PveTask task) =>
        IsAbout(evidence, task) || BackupFit.ConcernsUnread(evidence, task) ? RunEnds.OfOne(task.Type)
        : IsOfGuest(evidence, task) ? null : RunEnds.OfMany(task.Type);

    /// <summary>When a task ended; one that runs ends in the far future.</summary>
    public static DateTimeOffset End(PveTask task) => task.EndedAt ?? DateTimeOffset.MaxValue - TimeSpan.FromDays(1);

    private static bool IsInTime(StopEvidence evidence, PveTask task)
    {
        var ended = End(task);
        if (ended < evidence.RunSince + evidence.ClockSkew - Rounding - RowAge) return false;
        var since = evidence.RanAfter + evidence.ClockSkew - Rounding;
        return task.StartedAt >= since || ended >= since
            || (task.Failed && TaskTypes.Requests(task.Type) && ended >= since - RequestCounts);
    }

    private static bool CouldEnd(StopEvidence evidence, PveTask task, StopCauseKind kind) => kind switch
    {
        _ when TaskRefusals.IsRefused(task) => false,
        StopCauseKind.Backup => BackupFit.StoppedIt(evidence, task),
        // One that fails leaves a running guest where it is.
        StopCauseKind.Migration => !task.Failed || task.Type == "vzmigrate",
        _ => true,
    };

    private static bool IsUndone(StopEvidence evidence, PveTask task)
    {
        if (task.Failed && TaskTypes.Requests(task.Type))
            return Starts(evidence, task).Any(start => TaskTypes.SameHand(start.User, task.User));
        // A row may still show the stop itself, so only the live status tells that the guest is down again.
        if (!evidence.SeenLive || task.EndedAt is null) return false;
        return Started(evidence, task).Any(start => !BeganBefore(evidence, start)) || BackupFit.StartedAgain(evidence, task);
    }

    // What began the run that ended has undone nothing: a task may have waited for its turn, and ended the run long after it began itself.
    private static bool BeganBefore(StopEvidence evidence, PveTask start) =>
        evidence.RunSince is { } run && start.StartedAt <= run + evidence.ClockSkew + Rounding;

    // Who reboots or moves a guest that was stopped before leaves it stopped: it promises no return.
    private static bool CameTooLate(StopEvidence evidence, PveTask task) =>
        IsOfGuest(evidence, task) && TaskTypes.KeepsStopped(task.Type) && (evidence.Tasks ?? []).Any(stop =>
            IsOfGuest(evidence, stop) && TaskTypes.Stops(stop.Type) && Succeeded(stop) && stop.EndedAt <= task.StartedAt
            && IsInTime(evidence, stop) && !Starts(evidence, stop).Any(start => start.StartedAt <= task.StartedAt));

    /// <summary>Starts of the guest alone that began after a task and succeeded.</summary>
    public static IEnumerable<PveTask> Started(StopEvidence evidence, PveTask after) => Starts(evidence, after).Where(Succeeded);

    /// <summary>
    /// Whether somebody started the guest after an instant of the monitor's clock, and it is down again: the run that ended began later.
    /// </summary>
    public static bool RanSince(StopEvidence evidence, DateTimeOffset instant) => evidence.SeenLive && (evidence.Tasks ?? []).Any(task =>
        IsOfGuest(evidence, task) && TaskTypes.BeginsRun(task.Type) && Succeeded(task) && task.StartedAt - evidence.ClockSkew > instant);

    private static bool Succeeded(PveTask task) => task is { EndedAt: not null, Failed: false };

    private static IEnumerable<PveTask> Starts(StopEvidence evidence, PveTask after) => (evidence.Tasks ?? []).Where(task =>
        IsOfGuest(evidence, task) && TaskTypes.Starts(task.Type) && (!evidence.IsBeforeClockStep(task) || evidence.IsBeforeClockStep(after))
        && (task.StartedAt > after.StartedAt || (task.StartedAt == after.StartedAt && task.EndedAt > after.EndedAt)));
}

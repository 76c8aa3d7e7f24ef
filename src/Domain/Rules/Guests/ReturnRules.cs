using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>
/// Checks that a guest returns after an explained stop. A reboot, a backup, a migration, Proxmox HA or a node's start should start it
/// again; a guest that is still down after the expected time is <see cref="ConditionType.GuestNotBack"/>.
/// </summary>
public static class ReturnRules
{
    // A worker that dies between starting a VM's process and resuming it leaves the VM in that state.
    private const string NotResumed = "its process was started but never resumed";

    // Wait for a running operation, but not for a missing answer.
    private static readonly TimeSpan BusyRecheck = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UnreadRecheck = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UnreadGrace = TimeSpan.FromMinutes(5);
    // A clock may be set by a boot; the uptime tells to which boot a task belongs.
    private static readonly TimeSpan BootTolerance = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ActiveRecheck = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AnswerAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan HaAfterBoot = TimeSpan.FromMinutes(4);

    /// <summary>Evaluates whether the guest is overdue.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="state">Its known state.</param>
    /// <param name="observation">Its latest row.</param>
    /// <param name="evidence">What was read about its return; null if nothing was read yet.</param>
    public static ReturnVerdict Judge(GuestId guest, GuestState state, in GuestObservation observation, ReturnEvidence? evidence)
    {
        var now = observation.At;
        if (state.Status != GuestStatus.Stopped) return Verdict(Presence.Absent, $"it is {GuestTracker.Lower(state.Status)}");
        if (state.LastStop is not { Crashed: false, Cause: { Return: { } promise } cause })
            return Verdict(Presence.Absent, "it is not expected back");
        if (observation.NodeStatus != NodeStatus.Online)
            return Verdict(Presence.Unknown, $"node {observation.Sample.Node} has no current status");
        var notResumed = observation.Sample.Status == GuestStatus.Transient;
        if (observation.Sample.Status != GuestStatus.Stopped && !notResumed)
            return Awaited("its latest row no longer says that it is down", null);
        if (promise == ReturnKind.Ha && Released(observation.Sample.HaState) is { } released) return Verdict(Presence.Absent, released);
        if (Due(promise, state, observation) is not { } due)
            return Verdict(Presence.Unknown, $"it starts with its node {observation.Sample.Node}, which was not started again yet");
        if (now < due) return Awaited($"it is to be back by {Clock(due)} ({Describe(promise)}): {cause.Reason}", due);
        if (evidence is null) return Awaited("whether it is coming back is being checked", now) with { NeedsEvidence = true };

        if (EndOf(guest, cause, evidence) + Grace(promise, null) is { } later && later > due && now < later && later < now + UnreadGrace)
            return Awaited($"it is to be back by {Clock(later)} ({Describe(promise)}): {cause.Reason}", later);
        if (evidence.Tasks is null && now < due + UnreadGrace)
            return Awaited($"whether it is coming back is unknown: {evidence.WhyTasksUnread}", now + UnreadRecheck);
        if (Withdrawn(guest, state, observation, evidence) is { } withdrawn)
            return Verdict(Presence.Absent, withdrawn) with { IsWithdrawn = true };
        if (promise == ReturnKind.NodeStart && StoppedSinceBoot(cause, observation, evidence))
            return Verdict(Presence.Unknown,
                $"it starts with its node {observation.Sample.Node}, which was not started since {cause.Reason}");
        if (promise == ReturnKind.NodeStart && evidence.OnBoot == false && !CrashJudge.IsAlwaysOn(observation.Sample.Tags))
            return Verdict(Presence.Absent, "it is not set to run at boot");
        if (Started(guest, evidence, now) is { } start)
            return Awaited($"{start.Type} by {start.User} has just started it", now + BusyRecheck);
        if (AtWork(guest, cause, observation.Sample.Lock, evidence) is { } work)
            return Awaited($"{work.Type} by {work.User} is at work", now + BusyRecheck);
        var present = (notResumed ? NotResumed : "is still down") + Failures(guest, state, evidence, now);
        var reason = $"it stopped ({cause.Reason}), was to come back ({Describe(promise)}) by {Clock(due)}, and {present}";
        return Verdict(Presence.Present, reason, now + ActiveRecheck);

        ReturnVerdict Awaited(string reason, DateTimeOffset? recheckAt) => Verdict(Presence.Unknown, reason, recheckAt, suspected: true);

        ReturnVerdict Verdict(Presence presence, string reason, DateTimeOffset? recheckAt = null, bool suspected = false) =>
            new(new(ConditionType.GuestNotBack, EntityId.Of(guest), presence, Severity.Critical,
                $"{GuestLabel.Of(guest, state)} did not come back", reason)
            { Node = state.Node, Suspected = suspected }, recheckAt);
    }

    /// <summary>How long a guest may be down after its stop or its node's boot.</summary>
    public static TimeSpan Grace(ReturnKind promise, string? haState) => promise switch
    {
        ReturnKind.Backup => TimeSpan.FromSeconds(30),
        // HA restarts a crashed guest within 20 s, and a fenced node's guests within about 3 minutes (api-facts §3).
        ReturnKind.Ha => haState is "started" ? TimeSpan.FromMinutes(2) : TimeSpan.FromMinutes(4),
        _ => TimeSpan.FromMinutes(1),
    };

    private static DateTimeOffset? Due(ReturnKind promise, GuestState state, in GuestObservation observation)
    {
        var since = state.Since;

        // The boot that ended its run, or a later one.
        var boot = observation.NodeBootedAt is { } at && at >= (state.RunSince ?? since - TimeSpan.FromMinutes(5)) ? at
            : (DateTimeOffset?)null;
        var grace = Grace(promise, observation.Sample.HaState);
        DateTimeOffset? due = (promise, boot) switch
        {
            (ReturnKind.NodeStart, null) => null,
            (ReturnKind.NodeStart, { } start) => Later(start, since) + grace,

            // After a boot the local resource manager must first get its lock again, which expires after 2 minutes.
            (ReturnKind.Ha, { } start) => Later(start + HaAfterBoot, since + grace),
            _ => since + grace,
        };

        // Nothing starts without quorum: a node that boots waits for it.
        return due is { } regular && observation.WithoutQuorumAt is { } without ? Later(regular, without + grace) : due;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    // When the backup was done with it: until then it is not to be back.
    private static DateTimeOffset? EndOf(GuestId guest, StopCause cause, ReturnEvidence evidence)
    {
        if (cause.Return != ReturnKind.Backup || (evidence.Tasks ?? []).FirstOrDefault(task => task.Upid == cause.Upid) is not { } task)
            return null;
        if (IsOf(guest, task)) return task.EndedAt - evidence.ClockSkew;
        var part = evidence.BackupLogs.TryGetValue(task.Upid, out var log) ? log.Of(guest.Vmid) : null;
        return task.StartedAt + part?.EndedAfter - evidence.ClockSkew;
    }

    private static string? Released(string? state) => state switch
    {
        HaStates.Error => "Proxmox HA gave up on it, which is HA_ERROR",
        _ when HaStates.Returns(state) => null,
        _ => $"Proxmox HA no longer wants it to run (state {state ?? "none"})",
    };

    // It was stopped permanently meanwhile: by a user, by a move to another cluster, or after it was back.
    private static string? Withdrawn(GuestId guest, GuestState state, in GuestObservation observation, ReturnEvidence evidence)
    {
        if (StopClassifier.Departure(guest.Vmid, observation.Sample.Node, evidence.Tasks ?? [], observation.At + evidence.ClockSkew)
            is { } departure && departure.Upid == state.LastStop?.Cause.Upid)
        {
            return $"{departure.Type} by {departure.User} moved it to another cluster";
        }

        var since = state.Since + evidence.ClockSkew;
        var later = OfGuest(guest, evidence, observation.At)
            .Where(task => task.StartedAt > since && !TaskRefusals.IsRefused(task)).ToList();
        var stops = later
            .Where(task => RunEnds.OfOne(task.Type) is StopCauseKind.StoppedByUser or StopCauseKind.Hibernated
                && !TaskTypes.Reboots(task.Type)).ToList();
        if (stops.Where(task => task.User != TaskTypes.Root).MaxBy(task => task.StartedAt) is { } byUser)
            return $"{byUser.Type} by {byUser.User} wants it down";

        // Root's may be part of a job on all guests, but Proxmox HA and a node that shuts down act as root too.
        if (HaStates.Manages(observation.Sample.HaState)) return null;
        var boot = observation.NodeBootedAt + evidence.ClockSkew;
        var again = stops.Where(stop => Succeeded(stop) && !(stop.StartedAt <= boot) && !IsOfJob(stop, evidence)
            && later.Exists(start => TaskTypes.Starts(start.Type) && Succeeded(start) && start.EndedAt <= stop.StartedAt))
            .MaxBy(task => task.StartedAt);
        return again is null ? null : $"it came back, and {again.Type} by {again.User} stopped it again";
    }

    // A backup and the shutdown of a node stop a guest in order to start it again.
    private static bool IsOfJob(PveTask stop, ReturnEvidence evidence) => (evidence.Tasks ?? []).Any(job =>
        (job.Type == TaskTypes.Backup || (job.Type == TaskTypes.StopAll && job.User == TaskTypes.Root))
        && job.StartedAt <= stop.StartedAt && TaskFit.End(job) >= stop.StartedAt);

    // A run that no poll saw may have begun and ended since the node's boot.
    private static bool StoppedSinceBoot(StopCause cause, in GuestObservation observation, ReturnEvidence evidence)
    {
        var boot = observation.NodeBootedAt + evidence.ClockSkew;
        return (evidence.Tasks ?? []).Any(task => task.Upid == cause.Upid && task.StartedAt > boot
            && !(task.StartedAt - task.NodeUptime < boot - BootTolerance));
    }

    private static bool Succeeded(PveTask task) => task is { EndedAt: not null, Failed: false };

    // The row may be older than a recently ended start.
    private static PveTask? Started(GuestId guest, ReturnEvidence evidence, DateTimeOffset now) =>
        OfGuest(guest, evidence, now).FirstOrDefault(task =>
            !task.Failed && TaskTypes.Starts(task.Type) && task.EndedAt > now + evidence.ClockSkew - StopEvidence.RowAge);

    private static PveTask? AtWork(GuestId guest, StopCause cause, string? held, ReturnEvidence evidence) =>
        (evidence.Tasks ?? []).FirstOrDefault(task => task.EndedAt is null
            && ((task.Upid == cause.Upid && (cause.Return != ReturnKind.Backup || (held is not null && !IsDoneWith(guest, task, evidence))))
                || (IsOf(guest, task) && TaskTypes.Starts(task.Type))
                || (cause.Return == ReturnKind.NodeStart && TaskTypes.StartsMany(task.Type))));

    // A multi-guest job continues after this guest.
    private static bool IsDoneWith(GuestId guest, PveTask task, ReturnEvidence evidence) =>
        evidence.BackupLogs.TryGetValue(task.Upid, out var log) && log.Of(guest.Vmid) is { Outcome: not BackupOutcome.Unfinished };

    private static string Failures(GuestId guest, GuestState state, ReturnEvidence evidence, DateTimeOffset now)
    {
        var failed = OfGuest(guest, evidence, now)
            .Where(task => task.Failed && TaskTypes.Starts(task.Type)
                && task.EndedAt >= state.Since + evidence.ClockSkew - TimeSpan.FromMinutes(5))
            .MaxBy(task => task.StartedAt);
        if (failed is not null) return $"; {failed.Type} by {failed.User} failed: {failed.Status}";
        return evidence.Tasks is null ? $"; its node's tasks cannot be read: {evidence.WhyTasksUnread}" : "";
    }

    // Tasks of the future began before the node's clock was set back. Those that began since the row was read are not of the future.
    private static IEnumerable<PveTask> OfGuest(GuestId guest, ReturnEvidence evidence, DateTimeOffset now) => (evidence.Tasks ?? [])
        .Where(task => IsOf(guest, task) && !(evidence.IsClockKnown && task.StartedAt > now + evidence.ClockSkew + AnswerAge));

    private static bool IsOf(GuestId guest, PveTask task) => task.Id == guest.Vmid.ToString(CultureInfo.InvariantCulture);

    private static string Describe(ReturnKind promise) => promise switch
    {
        ReturnKind.Reboot => "it reboots",
        ReturnKind.Backup => "its backup starts it again",
        ReturnKind.Migration => "it starts where it migrates to",
        ReturnKind.Ha => "Proxmox HA starts it again",
        _ => "it starts with its node",
    };

    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Evidence about the expected return of a guest.</summary>
public sealed record ReturnEvidence
{
    /// <summary>Tasks of its node, in any order; null if they cannot be read.</summary>
    public ImmutableArray<PveTask>? Tasks { get; init; }

    /// <summary>Why the tasks cannot be read.</summary>
    public string? WhyTasksUnread { get; init; }

    /// <summary>How far the node's clock is ahead of the monitor's.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>False if the node's clock could not be read.</summary>
    public bool IsClockKnown { get; init; } = true;

    /// <summary>Whether it starts at boot; null if not known.</summary>
    public bool? OnBoot { get; init; }

    /// <summary>Logs of backup jobs, by UPID.</summary>
    public ImmutableDictionary<string, BackupJobLog> BackupLogs { get; init; } = ImmutableDictionary<string, BackupJobLog>.Empty;
}

/// <summary>Whether an expected guest is overdue.</summary>
/// <param name="Assessment">The assessment.</param>
/// <param name="RecheckAt">When to evaluate again without a change; null if only a change matters.</param>
public sealed record ReturnVerdict(Assessment Assessment, DateTimeOffset? RecheckAt)
{
    /// <summary>True if tasks must be read before it can be evaluated.</summary>
    public bool NeedsEvidence { get; init; }

    /// <summary>True if it was stopped permanently since the stop that promised its return.</summary>
    public bool IsWithdrawn { get; init; }
}

using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Guests;

/// <summary>Investigates what a guest's row claims: who holds the lock of a stopped guest, why it stopped, why it restarted.</summary>
internal sealed class GuestInquirer(GuestId guest, IProbe probe, GuestTasks tasks, MonitorSettings settings)
{
    // Rows show the last steps of a migration late.
    private static readonly TimeSpan AfterMove = TimeSpan.FromMinutes(2);

    private (DateTimeOffset GoodAt, DateTimeOffset At)? _claim;
    private (string From, DateTimeOffset At)? _move;
    private string? _heldBy;

    /// <summary>Reads what must be known to evaluate a row.</summary>
    public async Task<Inquiry> Ask(GuestState? last, GuestObservation observation, Confirmation confirmation)
    {
        if (last is not null && last.Node != observation.Sample.Node) _move = (last.Node, observation.At);
        else if (observation.At - _move?.At >= AfterMove) _move = null;
        if (last is null || !Claims(last, observation))
        {
            Forget();
            return Inquiry.None;
        }

        // A claim may wait for its confirmation over several rows. What ended the run happened after the last good row before the first of
        // them.
        _claim ??= (observation.LastGoodAt > last.Since ? observation.LastGoodAt : last.Since, observation.At);
        if (GuestTracker.IsConfirmedStop(last, observation, confirmation)) return await OfStop(last, observation, confirmation);
        return GuestRestarts.IsConfirmed(last, observation, confirmation) ? await OfRestart(last, observation) : Inquiry.None;
    }

    /// <summary>
    /// Why a guest is down again after a task started it since its last known stop; null if it is not down, or that is known already.
    /// </summary>
    public async Task<StopFinding?> AskUnseenRun(GuestState state, PveTask start, GuestObservation observation)
    {
        var began = start.StartedAt;
        var view = await tasks.Read(observation, began - StopEvidence.RowAge, allNodes: false);
        if (view.Skew is not { } skew || !GuestTaskEvents.IsUnseenRun(state, observation, start, skew)) return null;
        if (await Down(observation) is not { } live) return null;
        var evidence = new StopEvidence
        {
            Vmid = guest.Vmid,
            Lock = live.Lock,
            SeenLive = true,
            HaState = observation.Sample.HaState,
            RanAfter = began - skew,
            RunSince = began - skew,
            ClockSkew = skew,
            AskedAt = observation.At,
            Tasks = view.Tasks,
            BackupLogs = view.Logs,
            WhyTasksUnread = view.Blind,
        };
        return await Find(evidence, observation, skew);
    }

    /// <summary>
    /// Why a guest is down whose stop was evaluated without its node's tasks; null if they still cannot be read, or its node does not
    /// confirm that it is down.
    /// </summary>
    public async Task<StopFinding?> AskUnreadStop(GuestState state, GuestObservation observation)
    {
        var ranAfter = state.LastStop?.RanAfter ?? state.Since - StopReview.RetryInterval;
        var view = await tasks.Read(observation, ranAfter, allNodes: false);
        if (view.Tasks is null || await Down(observation) is not { } live) return null;
        var evidence = Evidence(state, observation, view, ranAfter) with { Lock = live.Lock, SeenLive = true };
        return await Find(evidence, observation, view.Skew);
    }

    /// <summary>The state with the start of the latest run, if tasks show a later one than rows.</summary>
    public async Task<GuestState> WithLastStart(GuestState state, DateTimeOffset since, GuestObservation observation)
    {
        if (state.Status != GuestStatus.Stopped || state.RunSince > since) return state;
        var view = await tasks.Read(observation, since, allNodes: false);
        if (view is not { Tasks: { } read, Skew: { } skew }) return state;
        return GuestTaskEvents.LastStart(state, guest.Vmid, read, skew) is { } start && !(start <= state.RunSince)
            ? state with { RunSince = start } : state;
    }

    // The live state if the guest is down: its row may be older than a start.
    private async Task<GuestLive?> Down(GuestObservation observation)
    {
        var live = await probe.ReadGuestAsync(guest, observation.Sample.Node, observation.Sample.Kind, CancellationToken.None);
        return live.Succeeded && live.Value.Status == GuestStatus.Stopped ? live.Value : null;
    }

    /// <summary>When a task ended, by the monitor's clock; null if not known.</summary>
    public async Task<DateTimeOffset?> EndOf(PveTask task, GuestObservation observation) =>
        task.EndedAt - (await tasks.Clock(observation)).Ahead;

    /// <summary>Ends a claim that was evaluated. What explains it must not explain the next one.</summary>
    public void Forget() => (_claim, _heldBy) = (null, null);

    private static bool Claims(GuestState last, in GuestObservation observation) =>
        GuestTracker.NeedsConfirmation(last, observation) || GuestRestarts.IsClaimed(last, observation);

    private async Task<Inquiry> OfStop(GuestState last, GuestObservation observation, Confirmation confirmation)
    {
        var (held, waited) = (GuestTracker.LockOf(observation.Sample, confirmation), observation.At - _claim!.Value.At);

        // Only present tasks show who holds the lock now.
        var view = await Read(observation, held == "migrate", LockRules.Hinders(held) ? null : Crowd(observation));
        var holder = LockRules.HolderOf(
            guest.Vmid, held, view.Tasks, view.Logs, observation.At + (view.Skew ?? TimeSpan.Zero), view.Skew is not null);
        if (holder is { Hold: LockHold.Unknown, Excuses: true } && waited > Confirmation.MaxReadRetry)
            holder = holder with { EndsRuns = false };
        if (holder.Excuses)
        {
            _heldBy = holder.Task?.Upid ?? _heldBy;
            return Inquiry.None with { Holder = holder };
        }

        // A node that has just gone down does not answer, and the other members do not know that yet.
        if (waited < Confirmation.WaitForTasks(view.Failure, observation.NodePace, answers: confirmation.Kind == ConfirmationKind.Live))
            return Inquiry.None with { Holder = holder, Waiting = $"and why it stopped is not known yet: {view.Blind}" };

        var evidence = Evidence(last, observation, view) with
        {
            Lock = holder.Hold == LockHold.Held || held == LockRules.Hibernated ? held : null,
            SeenLive = confirmation.Kind == ConfirmationKind.Live,
        };
        return new(holder, await FindByMembers(evidence, observation) ?? await Find(evidence, observation, view.Skew), null);
    }

    // If its node cannot be asked, the other members list some of its tasks. One of them may explain the stop; a missing one proves
    // nothing.
    private async Task<StopFinding?> FindByMembers(StopEvidence evidence, GuestObservation observation)
    {
        if (evidence.Tasks is not null || observation.WhyTasksUnread is not null) return null;
        if (await tasks.ReadByMembers(observation) is not { } listed) return null;
        var cause = StopClassifier.Classify(evidence with { Tasks = listed.Tasks, ClockSkew = listed.Skew, WhyTasksUnread = null });
        return cause.Upid is null ? null : Judge(cause, observation.Sample, null);
    }

    private async Task<Inquiry> OfRestart(GuestState last, GuestObservation observation)
    {
        var view = await Read(observation, allNodes: true, Crowd(observation));
        return Inquiry.None with { Restart = RestartFinding.Of(Evidence(last, observation, view)) };
    }

    private Task<TaskView> Read(GuestObservation observation, bool allNodes, DateTimeOffset? crowd) =>
        tasks.Read(observation, _claim!.Value.GoodAt - StopEvidence.RowAge, allNodes || _move is not null, crowd, _move?.From);

    // What ended its run happened before the first row that claims so.
    private DateTimeOffset? Crowd(GuestObservation observation) => observation.Crowded ? _claim?.At : null;

    private StopEvidence Evidence(GuestState last, GuestObservation observation, TaskView view) =>
        Evidence(last, observation, view, _claim!.Value.GoodAt - StopEvidence.RowAge);

    private StopEvidence Evidence(GuestState last, GuestObservation observation, TaskView view, DateTimeOffset ranAfter) => new()
    {
        Vmid = guest.Vmid,
        HaState = observation.Sample.HaState,
        RanAfter = ranAfter,
        RunSince = last.RunSince,
        NodeBootedAt = observation.NodeBootedAt,

        // For VMs, a backup in stop mode has a shutdown task of its own.
        LockedByTask = last.Kind == GuestKind.Container ? _heldBy : null,
        ClockSkew = view.Skew ?? TimeSpan.Zero,
        AskedAt = observation.At,
        Tasks = view.Tasks,
        BackupLogs = view.Logs,
        WhyTasksUnread = view.Blind,
    };

    private async Task<StopFinding> Find(StopEvidence evidence, GuestObservation observation, TimeSpan? skew)
    {
        if (StopClassifier.NeedsOwnTasks(evidence) && await tasks.ReadOwn(observation) is { } own)
            evidence = evidence with
            {
                Tasks = Union(evidence.Tasks, own),
                OwnTasksComplete = true,
            };
        var cause = StopClassifier.Classify(evidence);
        var sample = observation.Sample;
        if (!cause.IsUnexplained) return Judge(cause, sample, null);

        // All are read at once. The journal's start is given by the node's clock.
        var onBoot = observation.OnBoot is null && !observation.InStorm ? OnBoot(sample) : Task.FromResult(observation.OnBoot);
        var elsewhere = tasks.ReadElsewhere(observation);
        var journal = skew is { } ahead ? await tasks.Journal(observation, evidence.RanAfter + ahead, Crowd(observation)) : null;
        cause = StopClassifier.Classify(evidence with
        {
            KillLine = journal is { Succeeded: true } ? JournalReading.KillLine(journal.Value, guest.Vmid) : null,
            Tasks = Union(evidence.Tasks, await elsewhere),
        });
        return Judge(cause, sample, await onBoot) with { RanAfter = evidence.RanAfter };
    }

    // Unread tasks of its node stay unread.
    private static ImmutableArray<PveTask>? Union(ImmutableArray<PveTask>? read, IEnumerable<PveTask> others) =>
        read is { } known ? [.. known.Concat(others).DistinctBy(task => task.Upid, StringComparer.Ordinal)] : null;

    private async Task<bool?> OnBoot(GuestSample sample)
    {
        var config = await probe.ReadGuestConfigAsync(guest, sample.Node, sample.Kind, CancellationToken.None);
        return config.Succeeded ? config.Value.OnBoot : null;
    }

    private StopFinding Judge(StopCause cause, GuestSample sample, bool? onBoot)
    {
        var (crashed, reason) = CrashJudge.Judge(cause, settings.Rules.TasklessStop, onBoot, sample.Tags);
        return new(cause, crashed, reason);
    }
}

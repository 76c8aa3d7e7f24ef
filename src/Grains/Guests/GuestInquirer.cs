using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Causes;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Guests;

/// <summary>Finds out about what a guest's row claims: who holds the lock of one that is down, why it stopped, why it runs anew.</summary>
internal sealed class GuestInquirer(GuestId guest, IProbe probe, GuestTasks tasks, MonitorSettings settings)
{
    // A migration's last steps are shown late.
    private static readonly TimeSpan AfterMove = TimeSpan.FromMinutes(2);

    private (DateTimeOffset GoodAt, DateTimeOffset At)? _claim;
    private DateTimeOffset? _movedAt;
    private string? _heldBy;

    /// <summary>Asks what must be known to judge a row.</summary>
    public async Task<Inquiry> Ask(GuestState? last, GuestSighting sighting, Witness witness)
    {
        if (last is not null && last.Node != sighting.Sample.Node) _movedAt = sighting.At;
        if (last is null || !Claims(last, sighting))
        {
            Forget();
            return Inquiry.None;
        }

        // A claim may wait for its witness over several rows; what ended the run began after the last good one before the first of them.
        _claim ??= (sighting.LastGoodAt > last.Since ? sighting.LastGoodAt : last.Since, sighting.At);
        if (GuestTracker.IsWitnessedStop(last, sighting, witness)) return await OfStop(last, sighting, witness);
        return GuestRestarts.IsConfirmed(last, sighting, witness) ? await OfRestart(last, sighting) : Inquiry.None;
    }

    /// <summary>Why a guest is down again that a task has started since it was seen to stop; null where it is not, or that is known already.</summary>
    public async Task<StopFinding?> AskRun(GuestState state, PveTask start, GuestSighting sighting)
    {
        var began = start.StartedAt;
        var view = await tasks.Read(sighting, began - StopEvidence.RowAge, everywhere: false);
        if (view.Skew is not { } skew || !GuestTaskNews.IsUnseenRun(state, sighting, start, skew)) return null;
        if (await Down(sighting) is not { } live) return null;
        var evidence = new StopEvidence
        {
            Vmid = guest.Vmid,
            Lock = live.Lock,
            SeenLive = true,
            HaState = sighting.Sample.HaState,
            RanAfter = began - skew,
            RunSince = began - skew,
            ClockSkew = skew,
            AskedAt = sighting.At,
            Tasks = view.Tasks,
            BackupLogs = view.Logs,
            Blind = view.Blind,
        };
        return await Find(evidence, sighting, skew);
    }

    /// <summary>
    /// Why a guest is down whose stop was judged without its node's tasks; null where they cannot be read yet, or its node does not say
    /// that it is down.
    /// </summary>
    public async Task<StopFinding?> AskAgain(GuestState state, GuestSighting sighting)
    {
        var ranAfter = state.LastStop?.RanAfter ?? state.Since - StopReview.Every;
        var view = await tasks.Read(sighting, ranAfter, everywhere: false);
        if (view.Tasks is null || await Down(sighting) is not { } live) return null;
        var evidence = Evidence(state, sighting, view, ranAfter) with { Lock = live.Lock, SeenLive = true };
        return await Find(evidence, sighting, view.Skew);
    }

    /// <summary>The state with the run that ended last as tasks tell it, where that is later than what rows told.</summary>
    public async Task<GuestState> WithLastStart(GuestState state, DateTimeOffset since, GuestSighting sighting)
    {
        if (state.Status != GuestStatus.Stopped || state.RunSince > since) return state;
        var view = await tasks.Read(sighting, since, everywhere: false);
        if (view is not { Tasks: { } read, Skew: { } skew }) return state;
        return GuestTaskNews.LastStart(state, guest.Vmid, read, skew) is { } start && !(start <= state.RunSince)
            ? state with { RunSince = start } : state;
    }

    // What its node says of it, if that it is down: its row may be older than a start.
    private async Task<GuestLive?> Down(GuestSighting sighting)
    {
        var live = await probe.ReadGuestAsync(guest, sighting.Sample.Node, sighting.Sample.Kind, CancellationToken.None);
        return live.Succeeded && live.Value.Status == GuestStatus.Stopped ? live.Value : null;
    }

    /// <summary>When a task ended, by the monitor's clock; null where that is not known.</summary>
    public async Task<DateTimeOffset?> EndOf(PveTask task, GuestSighting sighting) => task.EndedAt - (await tasks.Clock(sighting)).Ahead;

    /// <summary>The claim was judged: the next one is another, and must not be explained by what explained this one.</summary>
    public void Forget() => (_claim, _heldBy) = (null, null);

    private static bool Claims(GuestState last, in GuestSighting sighting) => GuestTracker.NeedsWitness(last, sighting) || GuestRestarts.IsClaimed(last, sighting);

    private async Task<Inquiry> OfStop(GuestState last, GuestSighting sighting, Witness witness)
    {
        var (held, waited) = (GuestTracker.Held(sighting.Sample, witness), sighting.At - _claim!.Value.At);

        // Who holds a lock now only tasks of now tell.
        var view = await Read(sighting, held == "migrate", LockRules.Hinders(held) ? null : Crowd(sighting));
        var holder = LockRules.HolderOf(guest.Vmid, held, view.Tasks, view.Logs, sighting.At + (view.Skew ?? TimeSpan.Zero));
        if (holder is { Hold: LockHold.Unknown, Excuses: true } && waited > Witness.Unread) holder = holder with { EndsRuns = false };
        if (holder.Excuses)
        {
            _heldBy = holder.Task?.Upid ?? _heldBy;
            return Inquiry.None with { Holder = holder };
        }

        // A node that has just gone down answers nothing, and the other members do not know yet.
        if (waited < Witness.Awaited(view.Failure, sighting.NodePace, answers: witness.Kind == WitnessKind.Live))
            return Inquiry.None with { Holder = holder, Waiting = $"and why it stopped is not known yet: {view.Blind}" };

        var evidence = Evidence(last, sighting, view) with
        {
            Lock = holder.Hold == LockHold.Held || held == LockRules.Hibernated ? held : null,
            SeenLive = witness.Kind == WitnessKind.Live,
        };
        return new(holder, await Heard(evidence, sighting) ?? await Find(evidence, sighting, view.Skew), null);
    }

    // Where its node cannot be asked, the other members show some of its tasks: one that is among them explains the stop, one that is not
    // proves nothing.
    private async Task<StopFinding?> Heard(StopEvidence evidence, GuestSighting sighting)
    {
        if (evidence.Tasks is not null || sighting.Blind is not null || await tasks.Heard(sighting) is not { } heard) return null;
        var cause = StopClassifier.Classify(evidence with { Tasks = heard.Tasks, ClockSkew = heard.Skew, Blind = null });
        return cause.Upid is null ? null : Judge(cause, sighting.Sample, null);
    }

    private async Task<Inquiry> OfRestart(GuestState last, GuestSighting sighting)
    {
        var view = await Read(sighting, everywhere: true, Crowd(sighting));
        return Inquiry.None with { Restart = RestartFinding.Of(Evidence(last, sighting, view)) };
    }

    private Task<TaskView> Read(GuestSighting sighting, bool everywhere, DateTimeOffset? crowd) =>
        tasks.Read(sighting, _claim!.Value.GoodAt - StopEvidence.RowAge, everywhere || sighting.At - _movedAt < AfterMove, crowd);

    // What ended its run came before the first row that claims so.
    private DateTimeOffset? Crowd(GuestSighting sighting) => sighting.Crowded ? _claim?.At : null;

    private StopEvidence Evidence(GuestState last, GuestSighting sighting, TaskView view) =>
        Evidence(last, sighting, view, _claim!.Value.GoodAt - StopEvidence.RowAge);

    private StopEvidence Evidence(GuestState last, GuestSighting sighting, TaskView view, DateTimeOffset ranAfter) => new()
    {
        Vmid = guest.Vmid,
        HaState = sighting.Sample.HaState,
        RanAfter = ranAfter,
        RunSince = last.RunSince,
        NodeBootedAt = sighting.NodeBootedAt,

        // A VM that a backup stops is shut down by a task of its own.
        HeldBy = last.Kind == GuestKind.Container ? _heldBy : null,
        ClockSkew = view.Skew ?? TimeSpan.Zero,
        AskedAt = sighting.At,
        Tasks = view.Tasks,
        BackupLogs = view.Logs,
        Blind = view.Blind,
    };

    private async Task<StopFinding> Find(StopEvidence evidence, GuestSighting sighting, TimeSpan? skew)
    {
        var cause = StopClassifier.Classify(evidence);
        var sample = sighting.Sample;
        if (!cause.IsUnexplained) return Judge(cause, sample, null);

        // Since when to read it is said by the node's clock.
        var journal = skew is { } ahead ? await tasks.Journal(sighting, evidence.RanAfter + ahead, Crowd(sighting)) : null;
        if (journal is { Succeeded: true }) cause = StopClassifier.Classify(evidence with { KillLine = JournalReading.KillLine(journal.Value, guest.Vmid) });
        var onBoot = sighting.OnBoot ?? (sighting.InStorm ? null : await OnBoot(sample));
        return Judge(cause, sample, onBoot) with { RanAfter = evidence.RanAfter };
    }

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

using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Placement;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Guests;

[ClusterPlacement]
internal sealed class VmGrain(
    [PersistentState(GuestKeys.StateName, StateWriteExtensions.StorageName)] IPersistentState<StoredValue<GuestState>> stored,
    IProbe probe,
    MonitorSettings settings,
    NodeTasks tasks,
    FindingDelivery delivery) : Grain, IVmGrain
{
    // While an operation holds a stopped guest: its end usually shows as a change of the row.
    private static readonly TimeSpan WhileHeld = TimeSpan.FromSeconds(30);

    private ConfirmationReader _confirmations = null!;
    private GuestInquirer _inquirer = null!;
    private StopReviewer _reviewer = null!;
    private GuestDeadlines _deadlines = null!;
    private GuestFigures _figures = null!;
    private Confirmation _confirmation = Confirmation.None;
    private Inquiry _inquiry = Inquiry.None;
    private DateTimeOffset? _watchedSince;

    private GuestId Id => GuestId.Parse(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Reset();
        return Task.CompletedTask;
    }

    // Pending claims, hold times and deadlines are kept in memory only.
    private void Reset()
    {
        (_confirmation, _inquiry) = (Confirmation.None, Inquiry.None);
        var guestTasks = new GuestTasks(Id, tasks);
        _confirmations = new(Id, probe);
        _inquirer = new(Id, probe, guestTasks, settings);
        _reviewer = new(Id, _inquirer);
        _deadlines = new(Id, probe, guestTasks);
        _figures = new(Id, settings.Rules);
    }

    public async Task<GuestOutcome> Observe(GuestObservation observation, bool release)
    {
        if (_watchedSince is not null && _watchedSince != observation.WatchedSince) Reset();
        _watchedSince = observation.WatchedSince;
        var last = (await Known())?.AsOf(observation);
        _confirmation = await _confirmations.Read(last, observation);
        _inquiry = await _inquirer.Ask(last, observation, _confirmation);
        var verdict = GuestTracker.Observe(Id, last, observation, _confirmation, _inquiry);
        var reviewed = await _reviewer.Review(verdict.State, observation);
        var next = await _deadlines.Judge(_figures.Judge(reviewed, observation), observation);
        await Commit(next);

        if (verdict.Settled) _inquirer.Forget();
        var held = !verdict.Settled && _inquiry.Holder is { Hold: LockHold.Held, Excuses: true };
        var settled = (verdict.Settled || held) && !_figures.Hold;
        var recheckAt = Earlier(_deadlines.RecheckAt, Earlier(_reviewer.RecheckAt, held ? observation.At + WhileHeld : null));
        if (release && settled && next.Ledger.Active.IsEmpty && recheckAt is null) DeactivateOnIdle();
        return new(settled, next.Ledger.Active, verdict.Reason, RecheckAt: recheckAt, Name: next.Name, Template: next.Template);
    }

    public async Task<ImmutableArray<ActiveCondition>> ApplyTask(PveTask task, GuestObservation observation)
    {
        if (await Known() is not { } state) return [];
        if (GuestTaskEvents.IsReset(task)) await Commit(GuestTaskEvents.ReportReset(Id, state, task, observation.At));
        else if (GuestTaskEvents.IsDestruction(task)) await Replace(state, task, observation);
        else if (await _inquirer.AskUnseenRun(state, task, observation) is { } stop)
            await Commit(GuestTaskEvents.ReportUnseenRun(Id, state, observation, task, stop));
        return stored.State.Value!.Ledger.Active;
    }

    public Task<GuestOutcome> Miss(DateTimeOffset at) => Miss(at, blind: null);

    public async Task<GuestOutcome> Miss(DateTimeOffset at, string? blind)
    {
        if (await Known() is not { } known) return new(true, [], "never seen", Gone: true);
        var last = known with { AbsentSince = known.AbsentSince ?? at };
        var absence = await WhyAbsent(last, at, blind);
        if (absence is { Destroyed: null, IsRemoved: false })
        {
            var waits = at - last.AbsentSince < Confirmation.WaitForTasks(absence.Failure, pace: null, answers: true);
            var hidden = waits ? last : GuestDisappearance.MarkLost(Id, last, absence.Description, at);
            await Commit(hidden);
            return new(absence.Failure is null, hidden.Ledger.Active, absence.Description);
        }

        await Commit(absence.Destroyed is { } task
            ? GuestDisappearance.MarkDestroyed(Id, last, task, at)
            : GuestDisappearance.MarkRemoved(Id, last, absence.Description, at));
        await stored.ClearStateAsync();
        DeactivateOnIdle();
        return new(true, [], absence.Description, Gone: true);
    }

    public async Task<GuestOutcome> Hide(DateTimeOffset at, string reason)
    {
        if (await Known() is not { } last) return new(true, [], reason);
        var hidden = GuestDisappearance.MarkHidden(Id, last, reason, at);
        await Commit(hidden);
        return new(true, hidden.Ledger.Active, reason);
    }

    public Task Forget()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<RuleEvaluation>> Explain(GuestObservation observation, int missedPolls) =>
        Task.FromResult<ImmutableArray<RuleEvaluation>>(stored.State.Value is not { } state ? [] :
        [
            .. GuestTracker.Explain(Id, state, observation, _confirmation, missedPolls, _inquiry),
            .. _deadlines.Explain(state, observation),
            .. _figures.Explain(state, observation, missedPolls),
        ]);

    public Task<GuestState?> Get() => Known();

    // The first state may be stored without this grain (FirstSights) after it was activated.
    private async Task<GuestState?> Known()
    {
        if (!stored.RecordExists) await stored.ReadStateAsync();
        return stored.State.Value;
    }

    private async Task Replace(GuestState state, PveTask task, GuestObservation observation)
    {
        if (await _inquirer.EndOf(task, observation) is not { } end) return;
        if (state.KnownSince >= end) return;
        var next = GuestDisappearance.Replace(Id, await _inquirer.WithLastStart(state, end, observation), task, end, observation);
        _inquirer.Forget();
        await Commit(next);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    // A guest only counts as gone if its node has no configuration of it and a task destroyed it.
    private async Task<Absence> WhyAbsent(GuestState last, DateTimeOffset at, string? blind)
    {
        const string gone = "its node has no configuration of it";
        var live = await probe.ReadGuestAsync(Id, last.Node, last.Kind, CancellationToken.None);
        if (live.Succeeded) return new("its node knows it, but the cluster's list lacks it");

        // A refusal means that the guest exists but is hidden: there is nothing to wait for.
        if (live.Failure.Kind == ProbeFailureKind.Forbidden) return new(live.Failure.Message);
        if (live.Failure.Kind is ProbeFailureKind.NodeUnreachable or ProbeFailureKind.NodeRefused && await IsNodeRemoved(last.Node))
            return new($"{last.Node} is no member of the cluster any more") { IsRemoved = true };
        if (live.Failure.Kind != ProbeFailureKind.GuestMoved) return new(live.Failure.Message) { Failure = live.Failure };
        if (blind is not null) return new($"{gone}, and whether a task destroyed it cannot be read: {blind}");
        var seen = await tasks.Read(new(Id.Cluster, last.Node), Id.Vmid, last.Since, at);
        var destroyed = seen.Succeeded ? StopClassifier.Destruction(Id.Vmid, seen.Value) : null;

        // It may have been moved to another node and destroyed there before a row showed it. An older one is of another with its VMID.
        var since = seen.Succeeded ? last.Since : last.KnownSince;
        destroyed ??= StopClassifier.Destruction(
            Id.Vmid, (await tasks.ReadCluster(Id.Cluster, at)).Where(task => !(task.StartedAt <= since)));
        if (seen.Succeeded) destroyed ??= StopClassifier.Departure(Id.Vmid, last.Node, seen.Value);
        if (destroyed is not null)
            return new($"{destroyed.Type} by {destroyed.User}") { Destroyed = destroyed };
        return seen.Succeeded
            ? new($"{gone}, and no task destroyed it")
            : new($"{gone}, and whether a task destroyed it cannot be read: {seen.Failure.Message}") { Failure = seen.Failure };
    }

    private async Task<bool> IsNodeRemoved(string node)
    {
        var members = await probe.ReadMembershipAsync(Id.Cluster, CancellationToken.None);
        return members is { Succeeded: true, Value.Quorate: true } && members.Value.Nodes.All(member => member.Node != node);
    }

    private Task Commit(GuestState next) =>
        Outbox.Commit(next.Ledger, ledger => stored.Replace(next with { Ledger = ledger }), delivery.Deliver);

    // Why answers lack the guest, and the task that destroyed it or the failure to find out.
    private sealed record Absence(string Description)
    {
        public PveTask? Destroyed { get; init; }

        public bool IsRemoved { get; init; }

        public ProbeFailure? Failure { get; init; }
    }
}

using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Grains.Guests;

/// <summary>
/// Evaluates what becomes true by time alone, without a change of the row: a guest that did not come back as expected, and a lock that
/// nobody holds.
/// </summary>
internal sealed class GuestDeadlines(GuestId guest, IProbe probe, GuestTasks tasks)
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(10);

    private Assessment? _return;
    private Assessment? _lock;
    private (string Lock, DateTimeOffset Since)? _held;

    /// <summary>When to check again; null if only a change of the row matters.</summary>
    public DateTimeOffset? RecheckAt { get; private set; }

    /// <summary>Evaluates both; returns the new state.</summary>
    public async Task<GuestState> Judge(GuestState state, GuestObservation observation)
    {
        var back = await Return(state, observation);
        var (held, recheckAt) = await Lock(state, observation);
        (_return, _lock) = (back.Assessment, held);
        RecheckAt = back.RecheckAt is { } at && (recheckAt is null || at < recheckAt) ? at : recheckAt;
        if (back.IsWithdrawn) state = state.WithoutPromise();
        var ledger = state.Ledger.Apply(_return, observation.At).Apply(_lock, observation.At);
        return ReferenceEquals(ledger, state.Ledger) ? state : state with { Ledger = ledger };
    }

    /// <summary>The latest evaluations of the two rules; before the first, what the row alone shows.</summary>
    public IEnumerable<RuleEvaluation> Explain(GuestState state, GuestObservation observation)
    {
        var back = _return ?? ReturnRules.Judge(guest, state, observation, null).Assessment;
        var holder = LockRules.Hinders(observation.Sample.Lock) ? LockHolder.NotAsked : LockHolder.None;
        var held = _lock ?? LockRules.Assess(guest, state, holder);
        return [RuleEvaluation.Of(back, state.Ledger, observation.At), RuleEvaluation.Of(held, state.Ledger, observation.At)];
    }

    private async Task<ReturnVerdict> Return(GuestState state, GuestObservation observation)
    {
        var verdict = ReturnRules.Judge(guest, state, observation, null);
        if (!verdict.NeedsEvidence) return verdict;
        var view = await tasks.Read(observation, state.Since - Before, allNodes: state.LastStop?.Cause.Return == ReturnKind.Migration);
        var config = state.LastStop?.Cause.Return == ReturnKind.NodeStart
            ? await probe.ReadGuestConfigAsync(guest, observation.Sample.Node, state.Kind, CancellationToken.None)
            : null;
        return ReturnRules.Judge(guest, state, observation, new()
        {
            Tasks = view.Tasks,
            WhyTasksUnread = view.Blind,
            ClockSkew = view.Skew ?? TimeSpan.Zero,
            IsClockKnown = view.Skew is not null,
            BackupLogs = view.Logs,
            OnBoot = config is { Succeeded: true } ? config.Value.OnBoot : null,
        });
    }

    private async Task<(Assessment, DateTimeOffset?)> Lock(GuestState state, GuestObservation observation)
    {
        var held = observation.Sample.Lock;
        if (!LockRules.Hinders(held))
        {
            _held = null;
            return (LockRules.Assess(guest, state, LockHolder.None), null);
        }

        if (_held?.Lock != held) _held = (held!, observation.At);
        if (observation.NodeStatus != NodeStatus.Online)
            return (LockRules.Assess(guest, state, new(LockHold.Unknown, $"node {observation.Sample.Node} has no current status")), null);
        var due = _held!.Value.Since + LockRules.SeenFor;
        if (observation.At < due)
            return (LockRules.Assess(guest, state, new(LockHold.Unknown, $"it has the lock {held} since a moment ago")), due);
        var view = await tasks.Read(observation, observation.At - Before, allNodes: held == "migrate");
        var holder = LockRules.HolderOf(
            guest.Vmid, held, view.Tasks, view.Logs, observation.At + (view.Skew ?? TimeSpan.Zero), view.Skew is not null);
        return (LockRules.Assess(guest, state, holder), observation.At + LockRules.CheckInterval);
    }
}

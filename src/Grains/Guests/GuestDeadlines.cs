using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Grains.Guests;

/// <summary>
/// Judges what only time brings to light though no row moves: a guest that was to come back and did not, and a lock that nobody holds. Says
/// when to look again.
/// </summary>
internal sealed class GuestDeadlines(GuestId guest, IProbe probe, GuestTasks tasks)
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(10);

    private Assessment? _return;
    private Assessment? _lock;
    private (string Lock, DateTimeOffset Since)? _held;

    /// <summary>When to look again; null where only a change of the row could matter.</summary>
    public DateTimeOffset? RecheckAt { get; private set; }

    /// <summary>Judges both; answers the state afterwards.</summary>
    public async Task<GuestState> Judge(GuestState state, GuestObservation observation)
    {
        var back = await Return(state, observation);
        var (left, look) = await Lock(state, observation);
        (_return, _lock) = (back.Assessment, left);
        RecheckAt = back.RecheckAt is { } at && (look is null || at < look) ? at : look;
        var ledger = state.Ledger.Apply(_return, observation.At).Apply(_lock, observation.At);
        return ReferenceEquals(ledger, state.Ledger) ? state : state with { Ledger = ledger };
    }

    /// <summary>What the two rules said last; before that, what the row alone tells.</summary>
    public IEnumerable<RuleEvaluation> Explain(GuestState state, GuestObservation observation)
    {
        var back = _return ?? ReturnRules.Judge(guest, state, observation, null).Assessment;
        var left = _lock
            ?? LockRules.Assess(guest, state, LockRules.Hinders(observation.Sample.Lock) ? LockHolder.NotAsked : LockHolder.None);
        return [RuleEvaluation.Of(back, state.Ledger, observation.At), RuleEvaluation.Of(left, state.Ledger, observation.At)];
    }

    private async Task<ReturnVerdict> Return(GuestState state, GuestObservation observation)
    {
        var verdict = ReturnRules.Judge(guest, state, observation, null);
        if (!verdict.NeedsEvidence) return verdict;
        var view = await tasks.Read(observation, state.Since - Before, everywhere: state.LastStop?.Cause.Return == ReturnKind.Migration);
        var config = state.LastStop?.Cause.Return == ReturnKind.NodeStart
            ? await probe.ReadGuestConfigAsync(guest, observation.Sample.Node, state.Kind, CancellationToken.None)
            : null;
        return ReturnRules.Judge(guest, state, observation, new()
        {
            Tasks = view.Tasks,
            WhyTasksUnread = view.Blind,
            ClockSkew = view.Skew ?? TimeSpan.Zero,
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
        var view = await tasks.Read(observation, observation.At - Before, everywhere: held == "migrate");
        var holder = LockRules.HolderOf(guest.Vmid, held, view.Tasks, view.Logs, observation.At + (view.Skew ?? TimeSpan.Zero));
        return (LockRules.Assess(guest, state, holder), observation.At + LockRules.CheckInterval);
    }
}

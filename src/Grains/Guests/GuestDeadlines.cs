using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Causes;

namespace OrleansMonitor.Grains.Guests;

/// <summary>
/// Judges what only time brings to light though no row moves: a guest that was to come back and did not, and a lock that nobody holds. Says when to look again.
/// </summary>
internal sealed class GuestDeadlines(GuestId guest, IProbe probe, GuestTasks tasks)
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(10);

    private Assessment? _return;
    private Assessment? _lock;
    private (string Lock, DateTimeOffset Since)? _held;

    /// <summary>When to look again; null where only a change of the row could matter.</summary>
    public DateTimeOffset? LookAgainAt { get; private set; }

    /// <summary>Judges both; answers the state afterwards.</summary>
    public async Task<GuestState> Judge(GuestState state, GuestSighting sighting)
    {
        var back = await Return(state, sighting);
        var (left, look) = await Lock(state, sighting);
        (_return, _lock) = (back.Assessment, left);
        LookAgainAt = back.LookAgainAt is { } at && (look is null || at < look) ? at : look;
        var ledger = state.Ledger.Take(_return, sighting.At).Take(_lock, sighting.At);
        return ReferenceEquals(ledger, state.Ledger) ? state : state with { Ledger = ledger };
    }

    /// <summary>What the two rules said last; before that, what the row alone tells.</summary>
    public IEnumerable<Judgement> Explain(GuestState state, GuestSighting sighting)
    {
        var back = _return ?? ReturnRules.Judge(guest, state, sighting, null).Assessment;
        var left = _lock ?? LockRules.Assess(guest, state, LockRules.Hinders(sighting.Sample.Lock) ? LockHolder.NotAsked : LockHolder.None);
        return [Judgement.Of(back, state.Ledger, sighting.At), Judgement.Of(left, state.Ledger, sighting.At)];
    }

    private async Task<ReturnVerdict> Return(GuestState state, GuestSighting sighting)
    {
        var verdict = ReturnRules.Judge(guest, state, sighting, null);
        if (!verdict.NeedsEvidence) return verdict;
        var view = await tasks.Read(sighting, state.Since - Before, everywhere: state.LastStop?.Cause.Return == ReturnKind.Migration);
        var config = state.LastStop?.Cause.Return == ReturnKind.NodeStart
            ? await probe.ReadGuestConfigAsync(guest, sighting.Sample.Node, state.Kind, CancellationToken.None)
            : null;
        return ReturnRules.Judge(guest, state, sighting, new()
        {
            Tasks = view.Tasks,
            Blind = view.Blind,
            ClockSkew = view.Skew ?? TimeSpan.Zero,
            BackupLogs = view.Logs,
            OnBoot = config is { Succeeded: true } ? config.Value.OnBoot : null,
        });
    }

    private async Task<(Assessment, DateTimeOffset?)> Lock(GuestState state, GuestSighting sighting)
    {
        var held = sighting.Sample.Lock;
        if (!LockRules.Hinders(held))
        {
            _held = null;
            return (LockRules.Assess(guest, state, LockHolder.None), null);
        }

        if (_held?.Lock != held) _held = (held!, sighting.At);
        if (sighting.NodeStatus != NodeStatus.Online)
            return (LockRules.Assess(guest, state, new(LockHold.Unknown, $"node {sighting.Sample.Node} has no current status")), null);
        var due = _held!.Value.Since + LockRules.SeenFor;
        if (sighting.At < due) return (LockRules.Assess(guest, state, new(LockHold.Unknown, $"it has the lock {held} since a moment ago")), due);
        var view = await tasks.Read(sighting, sighting.At - Before, everywhere: held == "migrate");
        var holder = LockRules.HolderOf(guest.Vmid, held, view.Tasks, view.Logs, sighting.At + (view.Skew ?? TimeSpan.Zero));
        return (LockRules.Assess(guest, state, holder), sighting.At + LockRules.LookEvery);
    }
}

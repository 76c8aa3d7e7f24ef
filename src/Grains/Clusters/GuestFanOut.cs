using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Notifies guests' grains of rows that changed or that are due for a re-check. A guest whose call fails is notified again with the next
/// poll; it neither fails the poll nor delays another guest.
/// </summary>
internal sealed class GuestFanOut(GuestCalls calls, FirstSights firstSights, StormPrecheck storms)
{
    private const int MaxParallelism = 512;
    private const string HiddenByToken = "the token may no longer see it: that is reported for the cluster";

    // If more guests are suspect, the next poll confirms them: with two requests in flight per endpoint, asking would take seconds.
    private const int Crowd = 12;

    private readonly PendingDeliveries _pending = new();
    private readonly GuestRechecks _rechecks = new();
    private readonly MissingGuests _missing = new();
    private readonly Dictionary<int, int> _remembered = [];
    private GuestTaskDelivery? _tasks;
    private DateTimeOffset? _watchedSince;
    private IReadOnlySet<string>? _online;
    private bool _wasBlind;

    /// <summary>Tasks that guests' rows may not show.</summary>
    public GuestTaskDelivery Tasks => _tasks ??= new(calls, _rechecks);

    /// <summary>Whether some guest has not been reached for several polls.</summary>
    public bool IsOverdue => _pending.IsOverdue;

    /// <summary>
    /// Adds guests with an open incident from before the monitor started. A guest that no answer lists may have been destroyed meanwhile,
    /// and is looked up like any missing guest.
    /// </summary>
    public void Remember(IEnumerable<int> vmids)
    {
        foreach (var vmid in vmids) _remembered.TryAdd(vmid, 0);
    }

    /// <summary>Queues the changes of an answer. Call it before anything can fail.</summary>
    public void Add(SnapshotDiff diff)
    {
        _pending.Add(diff);
        _missing.Add(diff.Missing);
    }

    /// <summary>Notifies the guests that an answer concerns.</summary>
    /// <param name="diff">The answer, after <see cref="Add"/>.</param>
    /// <param name="result">Receives the entries that change, also if this fails half-way.</param>
    /// <param name="last">When the monitor watched last, for nodes that it sees for the first time since it started.</param>
    /// <param name="watch">Knows the read token's privileges.</param>
    /// <param name="withoutQuorumAt">The last time that the cluster may have been without quorum; null if it was not.</param>
    public async Task Notify(
        SnapshotDiff diff, FanOutResult result, LastWatch last, AccessWatch watch, DateTimeOffset? withoutQuorumAt)
    {
        var (access, at) = (watch.Report, diff.Next.At);
        _watchedSince ??= at;
        var observations = new GuestObservations(diff.Next, last, access, withoutQuorumAt);
        var deltas = Candidates(diff);
        calls.BeginRound();
        var crowded = deltas.Count(delta => PendingDeliveries.IsSuspect(delta.Change)) > Crowd;
        GuestObservation Observe(GuestDelta delta) =>
            _pending.Begin(observations.Of(delta.Entry, crowded)) with { WatchedSince = _watchedSince };

        // First of all, so that people are notified of a storm before its guests.
        var readings = await storms.Check(deltas, Observe, crowded, at);
        Task NotifyEach(IEnumerable<GuestDelta> guests) =>
            calls.ForEach(guests, MaxParallelism, delta => NotifyGuest(delta, () => readings.Apply(Observe(delta)), result));
        await NotifyEach(deltas.Where(delta => !FirstSights.Is(delta)));
        await NotifyEach(await JudgeFirstSights([.. deltas.Where(FirstSights.Is)], Observe, result));

        // Guests that the token may no longer see are one incident of the cluster, not many.
        var hidden = diff.Missing.ToLookup(entry => access?.MaySeeGuest(entry.Sample.Vmid) == false);
        string? Blind(GuestEntry entry) => observations.MissingPermission(entry.Sample.Node);
        bool Sees(GuestEntry entry) => Blind(entry) is null && IsOnline(diff.Next, entry.Sample.Node);
        var gone = watch.IsPending ? [] : _missing.Take(hidden[false], Crowd, Sees);
        await Task.WhenAll(gone.Select(entry => NotifyMissing(entry, Sees(entry), guest => guest.Miss(at, Blind(entry)), result)));
        var uncovered = hidden[true]
            .Where(entry => entry.Conditions.Any(active => active.Condition == ConditionType.VisibilityLost)).Take(Crowd);
        await Task.WhenAll(uncovered.Select(
            entry => NotifyMissing(entry, sees: true, guest => guest.Hide(at, HiddenByToken), result)));
        await NotifyRemembered(diff.Next, observations.MissingPermission(node: null));
        calls.Count(deltas.Count);
    }

    // Returns those whose grains must look.
    private async Task<List<GuestDelta>> JudgeFirstSights(
        List<GuestDelta> deltas, Func<GuestDelta, GuestObservation> observe, FanOutResult result)
    {
        var open = deltas.ToDictionary(delta => delta.Entry.Sample.Vmid);
        List<GuestDelta> rest = [];
        var isJudged = await calls.TryFirstSights(async () => rest = await firstSights.Judge(deltas, observe, Settled));
        if (isJudged) return rest;
        foreach (var (vmid, delta) in open) _pending.AddFailed(vmid, delta.Change);
        return [];

        void Settled(GuestDelta delta, GuestState state)
        {
            var vmid = delta.Entry.Sample.Vmid;
            open.Remove(vmid);
            _pending.Remove(vmid);
            Settle(delta.Entry, new(true, [], "", Name: state.Name, Template: state.Template), result);
        }
    }

    private static bool IsOnline(ClusterSnapshot snapshot, string node) => snapshot.FindNode(node)?.Believed == NodeStatus.Online;

    private Task NotifyRemembered(ClusterSnapshot snapshot, string? blind)
    {
        // Which node such a guest was on is not known here.
        var online = snapshot.BelievedNodes();
        var isBack = (_online is not null && !online.IsSubsetOf(_online)) || (_wasBlind && blind is null);
        (_online, _wasBlind) = (online, blind is not null);
        return calls.ForEach(_remembered.Keys.ToArray(), Crowd, async vmid =>
        {
            if (snapshot.FindGuest(vmid) is not null)
            {
                _remembered.Remove(vmid);
                return;
            }

            var isGone = false;
            if ((isBack || MissingGuests.IsAskedAfter(_remembered[vmid] + 1))
                && !await calls.Try(vmid, async () => isGone = (await calls.Call(vmid, guest => guest.Miss(snapshot.At, blind))).Gone))
                return;
            if (isGone) _remembered.Remove(vmid);
            else _remembered[vmid]++;
        });
    }

    private List<GuestDelta> Candidates(SnapshotDiff diff)
    {
        var deltas = _pending.Due(diff.Next);
        foreach (var delta in deltas) _rechecks.Remove(delta.Entry.Sample.Vmid);
        foreach (var (vmid, unsettled) in _rechecks.Due(diff.Next))
        {
            if (!_pending.Contains(vmid) && diff.Next.FindGuest(vmid) is { MissedPolls: 0 } entry)
                deltas.Add(new(entry, unsettled ? GuestChange.Status : GuestChange.None));
        }

        return deltas;
    }

    private async Task NotifyGuest(GuestDelta delta, Func<GuestObservation> observe, FanOutResult result)
    {
        var vmid = delta.Entry.Sample.Vmid;
        var isNotified = await calls.Try(vmid, async () =>
        {
            var observation = observe();
            var isFirst = delta.Change.HasFlag(GuestChange.FirstSight);
            var outcome = await calls.Call(vmid, guest => guest.Observe(observation, release: isFirst));
            _pending.Remove(vmid, outcome.Settled);
            Settle(delta.Entry, outcome, result);
        });
        if (!isNotified) _pending.AddFailed(vmid, delta.Change, calls.MayWaitForProxmox(vmid));
    }

    private Task NotifyMissing(GuestEntry entry, bool sees, Func<IVmGrain, Task<GuestOutcome>> call, FanOutResult result)
    {
        var vmid = entry.Sample.Vmid;
        return calls.Try(vmid, async () =>
        {
            var outcome = await calls.Call(vmid, call);
            _missing.Remove(vmid, sees, outcome.Settled);
            if (outcome.Gone) result.Gone.Add(vmid);
            else result.Replaced[vmid] = entry with { Conditions = outcome.Conditions };
        });
    }

    private void Settle(GuestEntry entry, GuestOutcome outcome, FanOutResult result)
    {
        var vmid = entry.Sample.Vmid;
        _rechecks.Update(vmid, outcome.Settled, outcome.RecheckAt);
        var known = entry.Sample.IsBare && outcome.Name is not null
            ? entry.Sample with { Name = outcome.Name, Template = entry.Sample.Template ?? outcome.Template } : entry.Sample;
        if (known != entry.Sample || !outcome.Conditions.SequenceEqual(entry.Conditions))
            result.Replaced[vmid] = entry with { Sample = known, Conditions = outcome.Conditions };
    }
}

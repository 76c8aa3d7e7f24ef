using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Tells guests' grains of rows that moved, and again those whose rows are not believed yet. A guest whose look fails, or takes too long,
/// is told again at the next tick; it never fails the tick and holds up no other.
/// </summary>
internal sealed partial class GuestFanOut(
    ClusterName cluster, IGrainFactory grains, StormPrecheck storms, ClusterMetrics metrics, TimeProvider time, ILogger log)
{
    private const int Window = 512;
    private const string HiddenByToken = "the token may no longer see it: that is reported for the cluster";

    // Above this many suspects the next tick is the witness (two requests in flight per endpoint would take seconds).
    private const int Crowd = 12;

    // Where so many calls of one round are not answered in time it is not the guests: the rest waits for the next poll.
    private const int MaxUnanswered = 64;

    // Tasks that guests could not be told of yet; the oldest go first.
    private const int MaxTasks = 256;

    private readonly EntityCalls<int> _calls = new(time, TimeSpan.FromSeconds(10));
    private readonly PendingDeliveries _pending = new();

    /// <summary>Whether some guest has not been reached for several polls.</summary>
    public bool IsOverdue => _pending.IsOverdue;
    private readonly GuestRechecks _appointments = new();
    private readonly MissingGuests _missing = new();
    private readonly List<(int Vmid, PveTask Task)> _tasks = [];
    private readonly Dictionary<int, int> _remembered = [];
    private int _unanswered;

    /// <summary>
    /// Guests of which something stood when the monitor watched last. One that no answer lists may have been destroyed meanwhile: it is
    /// looked for like any that is missing.
    /// </summary>
    public void Remember(IEnumerable<int> vmids)
    {
        foreach (var vmid in vmids) _remembered.TryAdd(vmid, 0);
    }

    /// <summary>Notes what an answer brought, before anything can fail: it is told with this poll or with one of the next.</summary>
    public void Note(SnapshotDiff diff)
    {
        _pending.Add(diff);
        _missing.Add(diff.Missing);
    }

    /// <summary>Tells who must hear of an answer.</summary>
    /// <param name="diff">The answer; it was noted before.</param>
    /// <param name="result">Takes the entries that it changes, also where this fails half-way.</param>
    /// <param name="last">When the monitor watched last, for nodes that it sees for the first time since it started.</param>
    /// <param name="watch">What the reading token holds, as far as known.</param>
    public async Task Notify(SnapshotDiff diff, FanOutResult result, LastWatch last, AccessWatch watch)
    {
        var access = watch.Report;
        var nodes = ByName(diff.Next);
        var told = Candidates(diff);
        _unanswered = 0;
        var crowded = told.Count(delta => PendingDeliveries.IsSuspect(delta.Change)) > Crowd;
        GuestObservation See(GuestDelta delta) =>
            _pending.SinceLastDelivery(Observation(delta.Entry, diff.Next.At, nodes, last, crowded)
                with
            { WhyTasksUnread = Blind(delta.Entry.Sample.Node, access) });

        // Before any of them is looked at: people hear of a storm first.
        var sight = await storms.Check(told, See, crowded, diff.Next.At);
        await NotifyEach(told, Window, delta => NotifyGuest(delta, () => sight.Apply(See(delta)), result));

        // Guests that the token may no longer see are one incident of the cluster, not so many.
        var hidden = diff.Missing.ToLookup(entry => access?.MaySeeGuest(entry.Sample.Vmid) == false);
        bool Sees(GuestEntry entry) => Blind(entry.Sample.Node, access) is null;
        var gone = watch.IsPending ? [] : _missing.Take(hidden[false], Crowd, Sees);
        await Task.WhenAll(gone.Select(entry => NotifyMissing(
            entry, Sees(entry), grain => grain.Miss(diff.Next.At, Blind(entry.Sample.Node, access)), result)));
        var uncovered = hidden[true].Where(entry => entry.Conditions.Any(active => active.Condition == ConditionType.VisibilityLost))
            .Take(Crowd);
        await Task.WhenAll(uncovered.Select(entry => NotifyMissing(
            entry, sees: true, grain => grain.Hide(diff.Next.At, HiddenByToken), result)));
        await NotifyRemembered(diff.Next, access);
        metrics.Told(cluster, told.Count);
    }

    /// <summary>Notes tasks that guests' rows may not show, until <see cref="NotifyTasks"/> is called.</summary>
    public void Note(IReadOnlyList<(int Vmid, PveTask Task)> tasks)
    {
        _tasks.AddRange(tasks);
        if (_tasks.Count > MaxTasks) _tasks.RemoveRange(0, _tasks.Count - MaxTasks);
    }

    /// <summary>Tells guests of tasks that were noted; what a guest could not be told of is told with the next call.</summary>
    /// <param name="snapshot">The latest rows.</param>
    /// <param name="result">Takes the entries that it changes.</param>
    /// <param name="last">When the monitor watched last.</param>
    /// <param name="access">What the reading token holds.</param>
    public async Task NotifyTasks(ClusterSnapshot snapshot, FanOutResult result, LastWatch last, AccessReport? access)
    {
        _unanswered = 0;
        var nodes = ByName(snapshot);
        GuestObservation See(GuestEntry entry) =>
            Observation(entry, snapshot.At, nodes, last, crowded: false) with { WhyTasksUnread = Blind(entry.Sample.Node, access) };

        await NotifyEach(_tasks.ToLookup(told => told.Vmid), Window, async told =>
        {
            // One after the other: what happened first is told first. A frozen node is not asked; its guests are told once it moves. One
            // that is out of sight is told once it is listed again.
            foreach (var (vmid, task) in told)
            {
                var found = snapshot.FindGuest(vmid);
                if (found is { MissedPolls: > 0 }) return;
                if (found is not null && nodes.TryGetValue(found.Sample.Node, out var node) && node.Believed != NodeStatus.Online) return;
                if (found is { } entry && !await NotifyTask(entry, task, () => See(entry), result)) return;
                _tasks.Remove((vmid, task));
            }
        });
    }

    private async Task<bool> NotifyTask(GuestEntry entry, PveTask task, Func<GuestObservation> observation, FanOutResult result)
    {
        var vmid = entry.Sample.Vmid;
        try
        {
            var seen = observation();
            var conditions = await _calls.Call(vmid, () => grains.Guest(new(cluster, vmid)).Note(task, seen));
            if (!conditions.SequenceEqual(entry.Conditions)) result.Replaced[vmid] = entry with { Conditions = conditions };
            _appointments.Schedule(vmid, seen.At);
            return true;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Fail(vmid, problem);
            return false;
        }
    }

    private Task NotifyRemembered(ClusterSnapshot snapshot, AccessReport? access) =>
        NotifyEach(_remembered.Keys.ToArray(), Crowd, async vmid =>
    {
        if (snapshot.FindGuest(vmid) is not null) _remembered.Remove(vmid);
        else if (!MissingGuests.AskedNow(_remembered[vmid] + 1)) _remembered[vmid]++;
        else if (await IsGone(vmid, snapshot.At, Blind(node: null, access)) is { } gone)
        {
            if (gone) _remembered.Remove(vmid);
            else _remembered[vmid]++;
        }
    });

    // Null where that could not be asked; it is asked with the next poll.
    private async Task<bool?> IsGone(int vmid, DateTimeOffset at, string? blind)
    {
        try
        {
            return (await _calls.Call(vmid, () => grains.Guest(new(cluster, vmid)).Miss(at, blind))).Gone;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Fail(vmid, problem);
            return null;
        }
    }

    private List<GuestDelta> Candidates(SnapshotDiff diff)
    {
        var told = _pending.Due(diff.Next);
        foreach (var delta in told) _appointments.Done(delta.Entry.Sample.Vmid);
        foreach (var (vmid, unsettled) in _appointments.Due(diff.Next))
        {
            if (!_pending.Contains(vmid) && diff.Next.FindGuest(vmid) is { MissedPolls: 0 } entry)
                told.Add(new(entry, unsettled ? GuestChange.Status : GuestChange.None));
        }

        return told;
    }

    private async Task NotifyEach<T>(IEnumerable<T> told, int size, Func<T, Task> tell)
    {
        foreach (var window in told.Chunk(size))
        {
            if (_unanswered >= MaxUnanswered) return;
            await Task.WhenAll(window.Select(tell));
        }
    }

    private async Task NotifyGuest(GuestDelta delta, Func<GuestObservation> observation, FanOutResult result)
    {
        var vmid = delta.Entry.Sample.Vmid;
        try
        {
            var seen = observation();
            var firstSight = delta.Change.HasFlag(GuestChange.FirstSight);
            var standing = await _calls.Call(vmid, () => grains.Guest(new(cluster, vmid)).Observe(seen, release: firstSight));
            _pending.Remove(vmid, standing.Settled);
            Settle(delta.Entry, standing, result);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            _pending.AddFailed(vmid, delta.Change, asking: _calls.OpenFor(vmid) < BlindnessChecks.LongestRead);
            Fail(vmid, problem);
        }
    }

    private async Task NotifyMissing(GuestEntry entry, bool sees, Func<IVmGrain, Task<GuestOutcome>> tell, FanOutResult result)
    {
        var vmid = entry.Sample.Vmid;
        try
        {
            var standing = await _calls.Call(vmid, () => tell(grains.Guest(new(cluster, vmid))));
            _missing.Remove(vmid, sees);
            if (standing.Gone) result.Gone.Add(vmid);
            else result.Replaced[vmid] = entry with { Conditions = standing.Conditions };
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Fail(vmid, problem);
        }
    }

    private void Settle(GuestEntry entry, GuestOutcome standing, FanOutResult result)
    {
        var vmid = entry.Sample.Vmid;
        _appointments.Note(vmid, standing.Settled, standing.RecheckAt);
        var known = entry.Sample.IsBare && standing.Name is not null
            ? entry.Sample with { Name = standing.Name, Template = entry.Sample.Template ?? standing.Template } : entry.Sample;
        if (known != entry.Sample || !standing.Conditions.SequenceEqual(entry.Conditions))
            result.Replaced[vmid] = entry with { Sample = known, Conditions = standing.Conditions };
    }

    private void Fail(int vmid, Exception problem)
    {
        if (problem is TimeoutException) _unanswered++;
        metrics.Failed(cluster);
        LogFailed(log, $"{cluster}/{vmid}", problem);
    }

    private static Dictionary<string, NodeEntry> ByName(ClusterSnapshot snapshot)
    {
        var nodes = new Dictionary<string, NodeEntry>(snapshot.Nodes.Length, StringComparer.Ordinal);
        foreach (var node in snapshot.Nodes) nodes[node.Sample.Node] = node;
        return nodes;
    }

    private static GuestObservation Observation(
        GuestEntry entry, DateTimeOffset at, Dictionary<string, NodeEntry> nodes, LastWatch last, bool crowded)
    {
        if (!nodes.TryGetValue(entry.Sample.Node, out var node)) return new(entry.Sample, at, NodeStatus.Unknown, crowded, last.SeenAt);
        var good = node.Pulse.GoodBefore(at);
        return new(entry.Sample, at, node.Believed, crowded, entry.SeenBefore(good == default ? last.Of(entry.Sample.Node) : good))
        {
            RunSince = entry.RunSince,
            NodeBootedAt = GuestRechecks.BootOf(node, at),
            NodePace = node.Pulse.Pace,
        };
    }

    private static string? Blind(string? node, AccessReport? access)
    {
        var need = Needs.For(Capability.SeeNodes);
        var path = node is null ? need.Path : need.PathOf(node);
        return access?.MayRead(path, need.Privilege) == false ? need.LackedOn(path) : null;
    }

    [LoggerMessage(LogLevel.Warning, "Looking at guest {Guest} failed; it is looked at again at the next tick")]
    private static partial void LogFailed(ILogger log, string guest, Exception problem);
}

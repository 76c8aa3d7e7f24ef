using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Tells guests' grains of rows that moved, and again those whose rows are not believed yet. A guest whose look fails is told again
/// at the next tick; it never fails the tick.
/// </summary>
internal sealed partial class GuestFanOut(ClusterName cluster, IGrainFactory grains, StormLookout storms, ClusterMetrics metrics, ILogger log)
{
    private const int Window = 512;
    private const string OutOfSight = "the token may not see it any more: that is told of the cluster";

    // Above this many suspects the next tick is the witness (two requests in flight per endpoint would take seconds).
    private const int Crowd = 12;

    private readonly GuestAppointments _appointments = new();
    private readonly Dictionary<int, int> _remembered = [];

    /// <summary>
    /// Guests of which something stood when the monitor watched last. One that no answer lists may have been destroyed meanwhile: it is looked for like
    /// any that is missing.
    /// </summary>
    public void Remember(IEnumerable<int> vmids)
    {
        foreach (var vmid in vmids) _remembered.TryAdd(vmid, 0);
    }

    /// <summary>Tells who must hear of an answer; answers the entries that it changed.</summary>
    /// <param name="diff">The answer.</param>
    /// <param name="seenAt">When the monitor watched last, for nodes that it sees for the first time since it started.</param>
    /// <param name="watch">What the reading token holds, as far as known.</param>
    public async Task<FanOutResult> Tell(SnapshotDiff diff, DateTimeOffset seenAt, AccessWatch watch)
    {
        var access = watch.Report;
        var nodes = diff.Next.Nodes.ToDictionary(node => node.Sample.Node, StringComparer.Ordinal);
        var told = Candidates(diff);
        var suspects = told.Count(delta => (delta.Change & GuestChange.FirstSight) == GuestChange.None && (delta.Change & (GuestChange.Status | GuestChange.Restart)) != GuestChange.None);
        var result = new FanOutResult();
        GuestSighting See(GuestDelta delta) => Sighting(delta.Entry, diff.Next.At, nodes, seenAt, suspects > Crowd) with { Blind = Blind(delta.Entry, access) };

        // Before any of them is looked at: people hear of a storm first.
        var sight = await storms.Look(Stopped(told, See), suspects > Crowd, diff.Next.At);
        foreach (var window in told.Chunk(Window)) await Task.WhenAll(window.Select(delta => TellOne(delta, sight.Apply(See(delta)), result)));

        // Guests that the token may no longer see are one incident of the cluster, not so many.
        var hidden = diff.Missing.ToLookup(entry => access?.MayRead($"/vms/{entry.Sample.Vmid}", "VM.Audit") == false);
        await Task.WhenAll(hidden[false].Where(entry => AskedNow(entry.MissedPolls) && !watch.IsPending).Take(Crowd).Select(entry => TellMissing(entry, grain => grain.Miss(diff.Next.At), result)));
        var uncovered = hidden[true].Where(entry => entry.Conditions.Any(active => active.Condition == ConditionType.VisibilityLost)).Take(Crowd);
        await Task.WhenAll(uncovered.Select(entry => TellMissing(entry, grain => grain.Hide(diff.Next.At, OutOfSight), result)));
        await TellRemembered(diff.Next);
        metrics.Told(cluster, told.Count);
        return result;
    }

    /// <summary>Tells guests of tasks that their rows may not show; answers the entries that this changed.</summary>
    public async Task<FanOutResult> TellTasks(IReadOnlyList<(int Vmid, PveTask Task)> news, ClusterSnapshot snapshot, DateTimeOffset seenAt, AccessReport? access)
    {
        var result = new FanOutResult();
        if (news.Count == 0) return result;
        var nodes = snapshot.Nodes.ToDictionary(node => node.Sample.Node, StringComparer.Ordinal);
        foreach (var (vmid, task) in news)
        {
            if (snapshot.FindGuest(vmid) is not { MissedPolls: 0 } entry) continue;
            var guest = new GuestId(cluster, vmid);
            try
            {
                var conditions = await grains.Guest(guest).Note(task, Sighting(entry, snapshot.At, nodes, seenAt, crowded: false) with { Blind = Blind(entry, access) });
                if (!conditions.SequenceEqual(entry.Conditions)) result.Replaced[vmid] = entry with { Conditions = conditions };
                _appointments.LookAt(vmid, snapshot.At);
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                Fail(guest, problem);
            }
        }

        return result;
    }

    private async Task TellRemembered(ClusterSnapshot snapshot)
    {
        foreach (var (vmid, missed) in _remembered.ToArray())
        {
            if (snapshot.FindGuest(vmid) is not null || (AskedNow(missed + 1) && await IsGone(vmid, snapshot.At))) _remembered.Remove(vmid);
            else _remembered[vmid] = missed + 1;
        }
    }

    private async Task<bool> IsGone(int vmid, DateTimeOffset at)
    {
        var guest = new GuestId(cluster, vmid);
        try
        {
            return (await grains.Guest(guest).Miss(at)).Gone;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            metrics.Failed(cluster);
            LogFailed(log, guest, problem);
            return false;
        }
    }

    private List<StopSuspect> Stopped(IEnumerable<GuestDelta> told, Func<GuestDelta, GuestSighting> see)
    {
        var stopped = new List<StopSuspect>();
        foreach (var delta in told.Where(delta => delta.Entry.Sample.Status == GuestStatus.Stopped))
        {
            var sighting = see(delta);
            if (StormForecast.IsSuspect(delta, sighting)) stopped.Add(new(new(cluster, delta.Entry.Sample.Vmid), sighting));
        }

        return stopped;
    }

    private List<GuestDelta> Candidates(SnapshotDiff diff)
    {
        var told = new List<GuestDelta>();
        foreach (var delta in diff.Changes)
        {
            if ((delta.Change & GuestChange.Matters) == GuestChange.None) continue;
            told.Add(delta);
            _appointments.Keep(delta.Entry.Sample.Vmid);
        }

        var known = told.Select(delta => delta.Entry.Sample.Vmid).ToHashSet();
        foreach (var (vmid, unsettled) in _appointments.Due(diff.Next))
        {
            if (!known.Contains(vmid) && diff.Next.FindGuest(vmid) is { MissedPolls: 0 } entry) told.Add(new(entry, unsettled ? GuestChange.Status : GuestChange.None));
        }

        return told;
    }

    private async Task TellOne(GuestDelta delta, GuestSighting sighting, FanOutResult result)
    {
        var entry = delta.Entry;
        var guest = new GuestId(cluster, entry.Sample.Vmid);
        try
        {
            var firstSight = delta.Change.HasFlag(GuestChange.FirstSight);
            Settle(entry, await grains.Guest(guest).Observe(sighting, release: firstSight), result);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Fail(guest, problem);
        }
    }

    private async Task TellMissing(GuestEntry entry, Func<IVmGrain, Task<GuestStanding>> tell, FanOutResult result)
    {
        var guest = new GuestId(cluster, entry.Sample.Vmid);
        try
        {
            var standing = await tell(grains.Guest(guest));
            if (standing.Gone) result.Gone.Add(guest.Vmid);
            else result.Replaced[guest.Vmid] = entry with { Conditions = standing.Conditions };
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Fail(guest, problem);
        }
    }

    private void Settle(GuestEntry entry, GuestStanding standing, FanOutResult result)
    {
        var vmid = entry.Sample.Vmid;
        _appointments.Note(vmid, standing.Settled, standing.LookAgainAt);
        var known = entry.Sample.IsBare && standing.Name is not null ? entry.Sample with { Name = standing.Name, Template = entry.Sample.Template ?? standing.Template } : entry.Sample;
        if (known != entry.Sample || !standing.Conditions.SequenceEqual(entry.Conditions)) result.Replaced[vmid] = entry with { Sample = known, Conditions = standing.Conditions };
    }

    private void Fail(GuestId guest, Exception problem)
    {
        _appointments.Note(guest.Vmid, settled: false, lookAgainAt: null);
        metrics.Failed(cluster);
        LogFailed(log, guest, problem);
    }

    private static GuestSighting Sighting(
        GuestEntry entry, DateTimeOffset at, Dictionary<string, NodeEntry> nodes, DateTimeOffset seenAt, bool crowded)
    {
        if (!nodes.TryGetValue(entry.Sample.Node, out var node)) return new(entry.Sample, at, NodeStatus.Unknown, crowded, seenAt);
        var good = node.Pulse.GoodBefore(at);
        return new(entry.Sample, at, node.Believed, crowded, good == default ? seenAt : good)
        {
            RunSince = entry.RunSince,
            NodeBootedAt = GuestAppointments.BootOf(node, at),
            NodePace = node.Pulse.Pace,
        };
    }

    private static string? Blind(GuestEntry entry, AccessReport? access) =>
        access?.MayRead($"/nodes/{entry.Sample.Node}", "Sys.Audit") == false ? $"the token lacks Sys.Audit on /nodes/{entry.Sample.Node}" : null;

    // Rows may be lacking for long where a privilege was taken away; asking at every tick would be a flood.
    private static bool AskedNow(int missed) => missed is 2 or 5 or 20 || missed % 100 == 0;

    [LoggerMessage(LogLevel.Warning, "Looking at guest {Guest} failed; it is looked at again at the next tick")]
    private static partial void LogFailed(ILogger log, GuestId guest, Exception problem);
}

/// <summary>What came of telling guests.</summary>
internal sealed class FanOutResult
{
    public Dictionary<int, GuestEntry> Replaced { get; } = [];

    public HashSet<int> Gone { get; } = [];
}

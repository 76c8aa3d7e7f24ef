using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Guests that are seen for the first time since the monitor started. Nearly all of them are as they are stored, or new with nothing to
/// report: their states are read and stored many at once, and their grains are left alone.
/// </summary>
/// <param name="cluster">Their cluster.</param>
/// <param name="states">The stored states.</param>
/// <param name="rules">The thresholds.</param>
/// <param name="time">The clock.</param>
internal sealed class FirstSights(ClusterName cluster, IGuestStateStore states, RuleSet rules, TimeProvider time)
{
    // A page is one transaction, which other writers wait for: this many take tens of milliseconds.
    private const int PageSize = 4096;

    /// <summary>How long reading or storing a page may take. What took longer is seen again with the next poll.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Whether a change is a first sight.</summary>
    public static bool Is(GuestDelta delta) => delta.Change.HasFlag(GuestChange.FirstSight);

    /// <summary>Judges guests, and stores those that have no state.</summary>
    /// <param name="deltas">The guests.</param>
    /// <param name="observe">Makes a guest's observation.</param>
    /// <param name="settle">Called for each guest that is done: its state is stored.</param>
    /// <returns>The guests whose grains must look.</returns>
    /// <exception cref="TimeoutException">The database did not answer in time. Guests that were not settled are seen again.</exception>
    public async Task<List<GuestDelta>> Judge(
        IEnumerable<GuestDelta> deltas, Func<GuestDelta, GuestObservation> observe, Action<GuestDelta, GuestState> settle)
    {
        var rest = new List<GuestDelta>();
        foreach (var page in deltas.Chunk(PageSize))
        {
            var stored = await Limited(token => states.FindAsync(cluster, [.. page.Select(delta => delta.Entry.Sample.Vmid)], token));
            var (known, added) = (new List<(GuestDelta, GuestState)>(), new Dictionary<int, (GuestDelta Delta, GuestState State)>());
            foreach (var delta in page)
            {
                var vmid = delta.Entry.Sample.Vmid;
                var last = stored.GetValueOrDefault(vmid);
                if (TryObserve(vmid, last, delta, observe) is not { } next) rest.Add(delta);
                else if (last is null) added[vmid] = (delta, next);
                else if (next == last) known.Add((delta, next));
                else rest.Add(delta);
            }

            foreach (var (delta, state) in known) settle(delta, state);
            var others = await Add(added.ToDictionary(each => each.Key, each => each.Value.State));
            foreach (var (vmid, (delta, state)) in added)
            {
                if (others.Contains(vmid)) rest.Add(delta);
                else settle(delta, state);
            }
        }

        return rest;
    }

    // A row that cannot be judged fails for its guest only, in its grain's call.
    private GuestState? TryObserve(int vmid, GuestState? last, GuestDelta delta, Func<GuestDelta, GuestObservation> observe)
    {
        try
        {
            return QuietGuest.Observe(new(cluster, vmid), last, observe(delta), rules);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return null;
        }
    }

    private async Task<IReadOnlySet<int>> Add(Dictionary<int, GuestState> added) =>
        added.Count == 0 ? new HashSet<int>() : await Limited(token => states.AddAsync(cluster, added, token));

    private async Task<T> Limited<T>(Func<CancellationToken, Task<T>> call)
    {
        using var late = new CancellationTokenSource(Limit, time);
        return await call(late.Token).WaitAsync(Limit, time);
    }
}

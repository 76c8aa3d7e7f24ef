using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Hosting.Watching;
using OrleansMonitor.Trust.Time;

namespace OrleansMonitor.Trust.Playing;

/// <summary>
/// Samples what a monitor shows, like a dashboard: the followed cluster state, the open incidents, and the explanations of some guests.
/// </summary>
/// <param name="monitor">The monitor.</param>
/// <param name="limit">The age from which data is stale.</param>
/// <param name="time">The true clock.</param>
internal sealed class DashboardObserver(PlayedMonitor monitor, TimeSpan limit, TimeProvider time)
{
    private const int GuestsAtOnce = 3;

    // Only every twentieth observation, because explanations are read each time.
    private const int ExplainEvery = 20;

    private static readonly ClusterName Name = ClusterName.Parse(PlayedMonitor.Cluster);
    private readonly List<ObservedState> _observations = [];
    private CancellationTokenSource _following = new();
    private (ClusterHeader Header, PollAgeTracker Age) _seen;
    private readonly SortedSet<int> _guests = [];
    private int _lastExplained;

    public IReadOnlyList<ObservedState> Observations => _observations;

    /// <summary>Follows a monitor that has just started.</summary>
    public void Follow()
    {
        _following.Cancel();
        _following = new();
        _seen = (ClusterHeader.Waiting, new(time));
        Follow(monitor.Host!, _seen.Age, _following.Token).Ignore();
    }

    public async Task Observe()
    {
        var now = time.GetUtcNow();
        if (monitor.Host is not { } host)
        {
            _observations.Add(new(now, false, null, false, [], new Dictionary<int, IReadOnlyList<string>>()));
            return;
        }

        var header = _seen.Header.AsOf(_seen.Age.Age, limit);
        var explained = _observations.Count % ExplainEvery == 0 ? await Explain(host) : [];
        var open = await AnswerNow(StoredRecords.Incidents(host.Services, openOnly: true)) ?? [];
        _observations.Add(new(
            now, true, header.State.ToString().ToLowerInvariant(), header.Freshness == Domain.Observations.Freshness.Fresh,
            [.. open.Select(incident => incident.Key).Order(StringComparer.Ordinal)], explained));
    }

    private async Task<Dictionary<int, IReadOnlyList<string>>> Explain(MonitorHost host)
    {
        var explained = new Dictionary<int, IReadOnlyList<string>>();
        foreach (var vmid in _guests.Where(vmid => vmid > _lastExplained).Concat(_guests).Take(GuestsAtOnce).ToList())
        {
            _lastExplained = vmid;
            var entity = EntityId.Of(new GuestId(Name, vmid));
            if (await AnswerNow(host.Grains.Cluster(Name).Explain(entity)) is not { } explanation) continue;
            explained[vmid] =
            [
                .. explanation.Rules.Where(rule => rule.Judgement.Verdict == RuleVerdict.Firing && rule.Judgement.Entity == entity)
                    .Select(rule => IncidentKey.Of(rule.Judgement.Condition, rule.Judgement.Entity)).Order(StringComparer.Ordinal),
            ];
        }

        return explained;
    }

    // The response if it needs no clock time; otherwise null, like for a client that does not wait.
    private static async Task<T?> AnswerNow<T>(Task<T> question)
        where T : class?
    {
        await IdlePoint.Reached;
        if (question.IsCompletedSuccessfully) return await question;
        question.Ignore();
        return null;
    }

    private async Task Follow(MonitorHost host, PollAgeTracker age, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var delta in host.Grains.Cluster(Name).Follow(stop).WithCancellation(stop))
                {
                    if (stop.IsCancellationRequested) return;
                    age.Update(delta.Header.Age);
                    _seen.Header = delta.Header;
                    if (delta.Full) _guests.Clear();
                    _guests.UnionWith(delta.Guests.Select(entry => entry.Sample.Vmid));
                    _guests.ExceptWith(delta.Gone);
                }
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                if (!stop.IsCancellationRequested) await Task.Delay(TimeSpan.FromSeconds(1), time, stop);
            }
        }
    }
}

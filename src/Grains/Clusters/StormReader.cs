using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Guests;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Asks about many guests that stopped together: each node once for its tasks and its clock, a few nodes for their lists of guests, and
/// configurations until there are enough. What is not answered in time is left out.
/// </summary>
internal sealed class StormReader(ClusterName cluster, IProbe probe, NodeTasks tasks, MonitorSettings settings, TimeProvider time)
{
    /// <summary>How long a single answer is waited for.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private const int MostLists = 2;
    private const int MostConfigurations = 24;

    /// <summary>The suspects with what their nodes' tasks tell; without those of nodes that do not answer.</summary>
    public async Task<IEnumerable<StopSuspect>> Classify(IReadOnlyList<StopSuspect> suspects, DateTimeOffset at)
    {
        var nodes = suspects.GroupBy(suspect => suspect.Observation.Sample.Node, StringComparer.Ordinal);
        var read = await Task.WhenAll(nodes.Select(async node => await Within(ClassifyNode([.. node], at)) ?? []));
        return read.SelectMany(node => node);
    }

    /// <summary>The suspects with their nodes' word on enough of them to tell a storm; a few are all asked about.</summary>
    public async Task<IEnumerable<StopSuspect>> Confirm(List<StopSuspect> unexplained, StormReadings sight)
    {
        var enough = Enough(sight);
        if (unexplained.Count(suspect => suspect.Repeated) >= enough) return unexplained;
        var lists = StormForecast.Lists(unexplained, enough, MostLists);
        if (!lists.IsEmpty) await Task.WhenAll(lists.Select(list => ReadList(list.Node, list.Kind, unexplained, sight)));
        else await Task.WhenAll(unexplained.Take(enough).Select(suspect => ReadLive(suspect, sight)));
        return unexplained.Select(suspect => suspect with { Observation = sight.Apply(suspect.Observation) });
    }

    /// <summary>The suspects with the configurations of enough of them to tell a storm; those of a few are all read.</summary>
    public async Task<List<StopSuspect>> Configure(List<StopSuspect> down, StormReadings sight)
    {
        for (var left = MostConfigurations; left > 0;)
        {
            var next = StormForecast.Unread(down, Enough(sight), settings.Rules.TasklessStop);
            if (next.IsEmpty) break;
            left -= next.Length;
            await Task.WhenAll(next.Select(suspect => ReadConfiguration(suspect, sight)));
            if (next.All(suspect => !sight.OnBoot.ContainsKey(suspect.Guest.Vmid))) break;
            down = [.. down.Select(suspect => suspect with { Observation = sight.Apply(suspect.Observation) })];
        }

        return down;
    }

    private int Enough(StormReadings sight) => sight.Crowded ? settings.Guardrails.StormFailures : int.MaxValue;

    private async Task<IReadOnlyList<StopSuspect>> ClassifyNode(IReadOnlyList<StopSuspect> suspects, DateTimeOffset at)
    {
        var classified = new List<StopSuspect>(suspects.Count);
        foreach (var suspect in suspects)
        {
            var since = suspect.Observation.LastGoodAt - StopEvidence.RowAge;
            var view = await new GuestTasks(suspect.Guest, tasks).Read(suspect.Observation, since, everywhere: false, suspect.Since);
            var waited = at - suspect.Since;
            if (waited < Confirmation.WaitForTasks(view.Failure, suspect.Observation.NodePace, answers: false)) continue;
            var cause = StormForecast.Classify(suspect, view.Tasks, view.Blind, view.Skew ?? TimeSpan.Zero, view.Logs);
            classified.Add(cause with { Repeated = waited >= StormForecast.FlipBack });
        }

        return classified;
    }

    private async Task ReadList(string node, GuestKind kind, List<StopSuspect> unexplained, StormReadings sight)
    {
        if (await Within(probe.ReadGuestsAsync(new(cluster, node), kind, CancellationToken.None)) is not { Succeeded: true } read) return;
        foreach (var suspect in unexplained.Where(
            suspect => suspect.Observation.Sample.Node == node && suspect.Observation.Sample.Kind == kind))
        {
            if (read.Value.TryGetValue(suspect.Guest.Vmid, out var live)) sight.Lives[suspect.Guest.Vmid] = live;
        }
    }

    private async Task ReadLive(StopSuspect suspect, StormReadings sight)
    {
        var sample = suspect.Observation.Sample;
        if (await Within(probe.ReadGuestAsync(suspect.Guest, sample.Node, sample.Kind, CancellationToken.None)) is { Succeeded: true } read)
            sight.Lives[sample.Vmid] = read.Value;
    }

    private async Task ReadConfiguration(StopSuspect suspect, StormReadings sight)
    {
        var sample = suspect.Observation.Sample;
        if (await Within(probe.ReadGuestConfigAsync(suspect.Guest, sample.Node, sample.Kind, CancellationToken.None))
            is { Succeeded: true } read) sight.OnBoot[sample.Vmid] = read.Value.OnBoot;
    }

    private async Task<T?> Within<T>(Task<T> answer)
        where T : class
    {
        try
        {
            return await answer.WaitAsync(Timeout, time);
        }
        catch (TimeoutException) when (!answer.IsCompleted)
        {
            answer.Ignore();
            return null;
        }
    }
}

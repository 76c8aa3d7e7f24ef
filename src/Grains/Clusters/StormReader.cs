using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Guests;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Reads about many guests that stopped together: the tasks and clock of each node once, the guest lists of a few nodes, and enough
/// configurations. What is not answered in time is left out.
/// </summary>
internal sealed class StormReader(ClusterName cluster, IProbe probe, NodeTasks tasks, MonitorSettings settings, TimeProvider time)
{
    /// <summary>How long to wait for a single answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private const int MaxLists = 2;
    private const int MaxConfigurations = 24;

    /// <summary>The suspects with the cause that their nodes' tasks show, without those whose nodes do not answer.</summary>
    public async Task<IEnumerable<StopSuspect>> Classify(IReadOnlyList<StopSuspect> suspects, DateTimeOffset at)
    {
        var nodes = suspects.GroupBy(suspect => suspect.Observation.Sample.Node, StringComparer.Ordinal);
        var read = await Task.WhenAll(nodes.Select(async node => await Within(ClassifyNode([.. node], at)) ?? []));
        return read.SelectMany(node => node);
    }

    /// <summary>The suspects, with their nodes' live state of enough of them to decide on a storm, or of all if they are few.</summary>
    public async Task<IEnumerable<StopSuspect>> Confirm(List<StopSuspect> unexplained, StormReadings readings)
    {
        var enough = Enough(readings);
        if (unexplained.Count(suspect => suspect.Repeated) >= enough) return unexplained;
        var lists = StormForecast.Lists(unexplained, enough, MaxLists);
        if (!lists.IsEmpty) await Task.WhenAll(lists.Select(list => ReadList(list.Node, list.Kind, unexplained, readings)));
        else await Task.WhenAll(unexplained.Take(enough).Select(suspect => ReadLive(suspect, readings)));
        return unexplained.Select(suspect => suspect with { Observation = readings.Apply(suspect.Observation) });
    }

    /// <summary>The suspects, with the configurations of enough of them to decide on a storm, or of all if they are few.</summary>
    public async Task<List<StopSuspect>> Configure(List<StopSuspect> down, StormReadings readings)
    {
        for (var left = MaxConfigurations; left > 0;)
        {
            var next = StormForecast.Unread(down, Enough(readings), settings.Rules.TasklessStop);
            if (next.IsEmpty) break;
            left -= next.Length;
            await Task.WhenAll(next.Select(suspect => ReadConfiguration(suspect, readings)));
            if (next.All(suspect => !readings.OnBoot.ContainsKey(suspect.Guest.Vmid))) break;
            down = [.. down.Select(suspect => suspect with { Observation = readings.Apply(suspect.Observation) })];
        }

        return down;
    }

    private int Enough(StormReadings readings) => readings.Crowded ? settings.Guardrails.StormFailures : int.MaxValue;

    private async Task<IReadOnlyList<StopSuspect>> ClassifyNode(IReadOnlyList<StopSuspect> suspects, DateTimeOffset at)
    {
        var classified = new List<StopSuspect>(suspects.Count);
        foreach (var suspect in suspects)
        {
            var since = suspect.Observation.LastGoodAt - StopEvidence.RowAge;
            var view = await new GuestTasks(suspect.Guest, tasks).Read(suspect.Observation, since, allNodes: false, suspect.Since);
            var waited = at - suspect.Since;
            if (waited < Confirmation.WaitForTasks(view.Failure, suspect.Observation.NodePace, answers: false)) continue;
            var cause = StormForecast.Classify(suspect, view.Tasks, view.Blind, view.Skew ?? TimeSpan.Zero, view.Logs);
            classified.Add(cause with { Repeated = waited >= StormForecast.FlipBack });
        }

        return classified;
    }

    private async Task ReadList(string node, GuestKind kind, List<StopSuspect> unexplained, StormReadings readings)
    {
        if (await Within(probe.ReadGuestsAsync(new(cluster, node), kind, CancellationToken.None)) is not { Succeeded: true } read) return;
        foreach (var suspect in unexplained.Where(
            suspect => suspect.Observation.Sample.Node == node && suspect.Observation.Sample.Kind == kind))
        {
            if (read.Value.TryGetValue(suspect.Guest.Vmid, out var live)) readings.Lives[suspect.Guest.Vmid] = live;
        }
    }

    private async Task ReadLive(StopSuspect suspect, StormReadings readings)
    {
        var sample = suspect.Observation.Sample;
        if (await Within(probe.ReadGuestAsync(suspect.Guest, sample.Node, sample.Kind, CancellationToken.None)) is { Succeeded: true } read)
            readings.Lives[sample.Vmid] = read.Value;
    }

    private async Task ReadConfiguration(StopSuspect suspect, StormReadings readings)
    {
        var sample = suspect.Observation.Sample;
        if (await Within(probe.ReadGuestConfigAsync(suspect.Guest, sample.Node, sample.Kind, CancellationToken.None))
            is { Succeeded: true } read) readings.OnBoot[sample.Vmid] = read.Value.OnBoot;
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

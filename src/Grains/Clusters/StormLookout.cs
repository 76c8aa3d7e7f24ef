using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Looks whether what stopped in one answer is a storm, before guests are looked at one by one, with a bounded number of questions. People then hear of the
/// storm first, and of its guests as parts of it.
/// </summary>
internal sealed partial class StormLookout(
    ClusterName cluster, IGrainFactory grains, IProbe probe, NodeTasks tasks, MonitorSettings settings, ClusterMetrics metrics, TimeProvider time, ILogger log)
{
    private const int MostLists = 2;
    private const int MostConfigurations = 24;

    // What is not known by then is not counted; guests are looked at in any case, and the next answer is judged anew.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(15);

    private Dictionary<int, DateTimeOffset> _claims = [];
    private bool _standing;

    /// <summary>Looks at the guests that may have crashed among those to be looked at; answers what was found out about them.</summary>
    /// <param name="deltas">Guests to be looked at.</param>
    /// <param name="see">A guest's sighting.</param>
    /// <param name="crowded">Whether they are too many for each to be asked about. Few are asked about here instead of later.</param>
    /// <param name="at">When the answer came.</param>
    public async Task<StormSight> Look(IReadOnlyList<GuestDelta> deltas, Func<GuestDelta, GuestSighting> see, bool crowded, DateTimeOffset at)
    {
        var suspects = Suspects(deltas, see);
        _claims = suspects.ToDictionary(suspect => suspect.Guest.Vmid, suspect => suspect.Since);
        if (suspects.Count < settings.Guardrails.StormFailures)
        {
            _standing = false;
            return StormSight.None;
        }

        var sight = new StormSight(crowded);
        var judging = Judge(suspects, sight, at);
        try
        {
            await judging.WaitAsync(LongestLook, time);
            return sight;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            judging.Ignore();
            metrics.Failed(cluster);
            LogFailed(log, cluster, problem);
            return StormSight.None;
        }
    }

    private List<StopSuspect> Suspects(IReadOnlyList<GuestDelta> deltas, Func<GuestDelta, GuestSighting> see)
    {
        var suspects = new List<StopSuspect>();
        foreach (var delta in deltas.Where(delta => delta.Entry.Sample.Status == GuestStatus.Stopped))
        {
            // A row that cannot be judged costs its guest's own look, not this one.
            try
            {
                var sighting = see(delta);
                var vmid = delta.Entry.Sample.Vmid;
                if (StormForecast.IsSuspect(delta, sighting)) suspects.Add(new(new(cluster, vmid), sighting) { Since = _claims.GetValueOrDefault(vmid, sighting.At) });
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                LogFailed(log, cluster, problem);
            }
        }

        return suspects;
    }

    private int Enough(StormSight sight) => sight.Crowded ? settings.Guardrails.StormFailures : int.MaxValue;

    private async Task Judge(IReadOnlyList<StopSuspect> suspects, StormSight sight, DateTimeOffset at)
    {
        var (limits, policy) = (settings.Guardrails, settings.Rules.TasklessStop);
        var unexplained = (await Classify(suspects, at)).Where(suspect => suspect.Cause is { IsUnexplained: true } && IsRepairable(suspect)).ToList();
        if (unexplained.Count < limits.StormFailures) return;
        var down = (await Confirm(unexplained, sight)).Where(suspect => suspect.IsDown).ToList();
        if (down.Count < limits.StormFailures) return;
        down = await Uncovered(down, at);
        if (!_standing) down = await ReadConfigurations(down, sight);
        var failures = StormForecast.Failures(down, limits, policy, _standing);
        if (failures.IsEmpty) return;
        _standing = await grains.Remediation(cluster).Announce(failures).WaitAsync(Patience, time);
        sight.Storm = _standing;
    }

    // Only what a runbook in use answers counts as a failure, as it does once incidents stand.
    private bool IsRepairable(StopSuspect suspect) =>
        RunbookCatalog.For(suspect.Condition, suspect.Sighting.Sample.Kind) is { } runbook && settings.Runbooks?.Contains(runbook.Id) != false;

    private async Task<IEnumerable<StopSuspect>> Classify(IReadOnlyList<StopSuspect> suspects, DateTimeOffset at)
    {
        var nodes = suspects.GroupBy(suspect => suspect.Sighting.Sample.Node, StringComparer.Ordinal);
        var read = await Task.WhenAll(nodes.Select(async node => await Within(ClassifyNode([.. node], at)) ?? []));
        return read.SelectMany(node => node);
    }

    private async Task<IReadOnlyList<StopSuspect>> ClassifyNode(IReadOnlyList<StopSuspect> suspects, DateTimeOffset at)
    {
        var classified = new List<StopSuspect>(suspects.Count);
        foreach (var suspect in suspects)
        {
            var sighting = suspect.Sighting;
            var view = await new GuestTasks(suspect.Guest, tasks).Read(sighting, sighting.LastGoodAt - Domain.Rules.Causes.StopEvidence.RowAge, everywhere: false, suspect.Since);
            classified.Add(StormForecast.Classify(suspect, view.Tasks, view.Blind, view.Skew ?? TimeSpan.Zero, view.Logs) with { Repeated = at - suspect.Since >= StormForecast.FlipBack });
        }

        return classified;
    }

    private async Task<IEnumerable<StopSuspect>> Confirm(List<StopSuspect> unexplained, StormSight sight)
    {
        var enough = Enough(sight);
        if (unexplained.Count(suspect => suspect.Repeated) >= enough) return unexplained;
        var lists = StormForecast.Lists(unexplained, enough, MostLists);
        if (!lists.IsEmpty) await Task.WhenAll(lists.Select(list => ReadList(list.Node, list.Kind, unexplained, sight)));
        else await Task.WhenAll(unexplained.Take(enough).Select(suspect => ReadLive(suspect, sight)));
        return unexplained.Select(suspect => suspect with { Sighting = sight.Apply(suspect.Sighting) });
    }

    private async Task ReadList(string node, GuestKind kind, List<StopSuspect> unexplained, StormSight sight)
    {
        if (await Within(probe.ReadGuestsAsync(new(cluster, node), kind, CancellationToken.None)) is not { Succeeded: true } read) return;
        foreach (var suspect in unexplained.Where(suspect => suspect.Sighting.Sample.Node == node && suspect.Sighting.Sample.Kind == kind))
        {
            if (read.Value.TryGetValue(suspect.Guest.Vmid, out var live)) sight.Lives[suspect.Guest.Vmid] = live;
        }
    }

    private async Task ReadLive(StopSuspect suspect, StormSight sight)
    {
        var sample = suspect.Sighting.Sample;
        if (await Within(probe.ReadGuestAsync(suspect.Guest, sample.Node, sample.Kind, CancellationToken.None)) is { Succeeded: true } read) sight.Lives[sample.Vmid] = read.Value;
    }

    // What a maintenance window or a wider incident covers is no failure.
    private async Task<List<StopSuspect>> Uncovered(List<StopSuspect> down, DateTimeOffset at)
    {
        var held = await grains.IncidentBoard(cluster).Held([.. down.Select(suspect => Prospect(suspect, at))]).WaitAsync(Patience, time);
        return held.IsEmpty ? down : [.. down.ExceptBy(held, suspect => suspect.Key, StringComparer.Ordinal)];
    }

    private async Task<List<StopSuspect>> ReadConfigurations(List<StopSuspect> down, StormSight sight)
    {
        for (var left = MostConfigurations; left > 0;)
        {
            var next = StormForecast.Unread(down, Enough(sight), settings.Rules.TasklessStop);
            if (next.IsEmpty) break;
            left -= next.Length;
            await Task.WhenAll(next.Select(suspect => ReadConfiguration(suspect, sight)));
            if (next.All(suspect => !sight.OnBoot.ContainsKey(suspect.Guest.Vmid))) break;
            down = [.. down.Select(suspect => suspect with { Sighting = sight.Apply(suspect.Sighting) })];
        }

        return down;
    }

    private async Task ReadConfiguration(StopSuspect suspect, StormSight sight)
    {
        var sample = suspect.Sighting.Sample;
        if (await Within(probe.ReadGuestConfigAsync(suspect.Guest, sample.Node, sample.Kind, CancellationToken.None)) is { Succeeded: true } read) sight.OnBoot[sample.Vmid] = read.Value.OnBoot;
    }

    private async Task<T?> Within<T>(Task<T> answer)
        where T : class
    {
        try
        {
            return await answer.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            answer.Ignore();
            return null;
        }
    }

    private static Incident Prospect(StopSuspect suspect, DateTimeOffset at) => new()
    {
        Id = suspect.Key,
        Key = suspect.Key,
        Condition = suspect.Condition,
        Severity = Severity.Critical,
        State = IncidentState.Open,
        Entity = EntityId.Of(suspect.Guest),
        Node = suspect.Sighting.Sample.Node,
        OpenedAt = at,
        Title = "",
        Cause = "",
    };

    [LoggerMessage(LogLevel.Warning, "Whether {Cluster} has a storm could not be judged before its guests are looked at; it is judged by their incidents")]
    private static partial void LogFailed(ILogger log, ClusterName cluster, Exception problem);
}

/// <summary>What was found out about many suspects at once, so that none of them is asked for it again.</summary>
/// <param name="crowded">Whether they are too many for each to be asked about.</param>
internal sealed class StormSight(bool crowded)
{
    /// <summary>Nothing was asked.</summary>
    public static StormSight None { get; } = new(false);

    /// <summary>Whether they are too many for each to be asked about.</summary>
    public bool Crowded => crowded;

    /// <summary>What nodes said of their guests just now, by VMID.</summary>
    public Dictionary<int, GuestLive> Lives { get; } = [];

    /// <summary>Whether guests are to run at boot, by VMID.</summary>
    public Dictionary<int, bool> OnBoot { get; } = [];

    /// <summary>True where a storm stands and was announced.</summary>
    public bool Storm { get; set; }

    /// <summary>A guest's sighting with what is known of it.</summary>
    public GuestSighting Apply(GuestSighting sighting) => sighting with
    {
        Live = Lives.TryGetValue(sighting.Sample.Vmid, out var live) ? live : sighting.Live,
        OnBoot = OnBoot.TryGetValue(sighting.Sample.Vmid, out var onBoot) ? onBoot : sighting.OnBoot,
        InStorm = Storm && crowded,
    };
}

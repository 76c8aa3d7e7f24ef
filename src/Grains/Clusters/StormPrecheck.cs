using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Looks whether what stopped in one answer is a storm, before guests are looked at one by one. People then hear of the storm first, and of
/// its guests as parts of it. Where this fails, guests are looked at all the same, and their incidents make the storm.
/// </summary>
internal sealed partial class StormPrecheck(
    ClusterName cluster, IGrainFactory grains, IStormAlarm alarm, StormReader reader, MonitorSettings settings, ClusterMetrics metrics,
    TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private Dictionary<int, DateTimeOffset> _claims = [];
    private bool _standing;

    /// <summary>Looks at the guests that may have crashed among those to be looked at; answers what was found out about them.</summary>
    /// <param name="deltas">Guests to be looked at.</param>
    /// <param name="see">A guest's sighting.</param>
    /// <param name="crowded">Whether they are too many for each to be asked about. Few are asked about here instead of later.</param>
    /// <param name="at">When the answer came.</param>
    public async Task<StormReadings> Check(
        IReadOnlyList<GuestDelta> deltas, Func<GuestDelta, GuestObservation> see, bool crowded, DateTimeOffset at)
    {
        var suspects = Suspects(deltas, see);
        _claims = suspects.ToDictionary(suspect => suspect.Guest.Vmid, suspect => suspect.Since);
        if (suspects.Count < settings.Guardrails.StormFailures)
        {
            _standing = false;
            return StormReadings.None;
        }

        var sight = new StormReadings(crowded);
        var judging = Judge(suspects, sight, at);
        try
        {
            await judging.WaitAsync(Longest, time);
            return sight;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            judging.Ignore();
            metrics.Failed(cluster);
            LogFailed(log, cluster, problem);
            return StormReadings.None;
        }
    }

    private List<StopSuspect> Suspects(IReadOnlyList<GuestDelta> deltas, Func<GuestDelta, GuestObservation> see)
    {
        var suspects = new List<StopSuspect>();
        foreach (var delta in deltas.Where(delta => delta.Entry.Sample.Status == GuestStatus.Stopped))
        {
            // A row that cannot be judged costs its guest's own look, not this one.
            try
            {
                var (observation, vmid) = (see(delta), delta.Entry.Sample.Vmid);
                if (StormForecast.IsSuspect(delta, observation))
                    suspects.Add(new(new(cluster, vmid), observation) { Since = _claims.GetValueOrDefault(vmid, observation.At) });
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                LogFailed(log, cluster, problem);
            }
        }

        return suspects;
    }

    private async Task Judge(IReadOnlyList<StopSuspect> suspects, StormReadings sight, DateTimeOffset at)
    {
        var (limits, policy) = (settings.Guardrails, settings.Rules.TasklessStop);
        var unexplained = (await reader.Classify(suspects, at))
            .Where(suspect => suspect.Cause is { IsUnexplained: true } && IsRepairable(suspect)).ToList();
        if (unexplained.Count < limits.StormFailures) return;
        var down = (await reader.Confirm(unexplained, sight)).Where(suspect => suspect.IsDown).ToList();
        if (down.Count < limits.StormFailures) return;
        down = await Uncovered(down, at);
        if (!_standing) down = await reader.Configure(down, sight);
        var failures = StormForecast.Failures(down, limits, policy, _standing);
        if (failures.IsEmpty) return;
        _standing = await alarm.Announce(cluster, failures).WaitAsync(StormReader.Timeout, time);
        sight.Storm = _standing;
    }

    // Only what a runbook in use answers counts as a failure, as it does once incidents stand.
    private bool IsRepairable(StopSuspect suspect) =>
        RunbookCatalog.For(suspect.Condition, suspect.Observation.Sample.Kind) is { } runbook
        && settings.Runbooks?.Contains(runbook.Id) != false;

    // What a maintenance window or a wider incident covers is no failure.
    private async Task<List<StopSuspect>> Uncovered(List<StopSuspect> down, DateTimeOffset at)
    {
        var held = await grains.IncidentBoard(cluster).FindSuspended([.. down.Select(suspect => Prospect(suspect, at))])
            .WaitAsync(StormReader.Timeout, time);
        return held.IsEmpty ? down : [.. down.ExceptBy(held, suspect => suspect.Key, StringComparer.Ordinal)];
    }

    private static Incident Prospect(StopSuspect suspect, DateTimeOffset at) => new()
    {
        Id = suspect.Key,
        Key = suspect.Key,
        Condition = suspect.Condition,
        Severity = Severity.Critical,
        State = IncidentState.Open,
        Entity = EntityId.Of(suspect.Guest),
        Node = suspect.Observation.Sample.Node,
        OpenedAt = at,
        Title = "",
        Cause = "",
    };

    [LoggerMessage(LogLevel.Warning,
        "Whether {Cluster} has a storm could not be judged before its guests are looked at; it is judged by their incidents")]
    private static partial void LogFailed(ILogger log, ClusterName cluster, Exception problem);
}

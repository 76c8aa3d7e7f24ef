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
/// Checks whether the guests that stopped in one answer make a storm, before each guest is notified. People are then notified of the storm
/// first, and its guests become children. If this fails, guests are notified anyway, and their incidents make the storm.
/// </summary>
internal sealed partial class StormPrecheck(
    ClusterName cluster, IGrainFactory grains, IStormAlarm alarm, StormReader reader, MonitorSettings settings, ClusterMetrics metrics,
    TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private Dictionary<int, DateTimeOffset> _stoppedSince = [];
    private bool _isStorm;

    /// <summary>Checks the guests that may have crashed; returns what was read about them.</summary>
    /// <param name="deltas">The guests that are about to be notified.</param>
    /// <param name="observe">Makes a guest's observation.</param>
    /// <param name="crowded">Whether there are too many to ask about each. Few are asked about here instead of later.</param>
    /// <param name="at">When the answer came.</param>
    public async Task<StormReadings> Check(
        IReadOnlyList<GuestDelta> deltas, Func<GuestDelta, GuestObservation> observe, bool crowded, DateTimeOffset at)
    {
        var suspects = Suspects(deltas, observe);
        _stoppedSince = suspects.ToDictionary(suspect => suspect.Guest.Vmid, suspect => suspect.Since);
        if (suspects.Count < settings.Guardrails.StormFailures)
        {
            _isStorm = false;
            return StormReadings.None;
        }

        var readings = new StormReadings(crowded);
        var judging = Judge(suspects, readings, at);
        try
        {
            await judging.WaitAsync(Timeout, time);
            return readings;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            judging.Ignore();
            metrics.Failed(cluster);
            LogFailed(log, cluster, problem);
            return StormReadings.None;
        }
    }

    private List<StopSuspect> Suspects(IReadOnlyList<GuestDelta> deltas, Func<GuestDelta, GuestObservation> observe)
    {
        var suspects = new List<StopSuspect>();
        foreach (var delta in deltas.Where(delta => delta.Entry.Sample.Status == GuestStatus.Stopped))
        {
            // A row that cannot be evaluated fails for its guest only.
            try
            {
                var (observation, vmid) = (observe(delta), delta.Entry.Sample.Vmid);
                if (StormForecast.IsSuspect(delta, observation))
                    suspects.Add(new(new(cluster, vmid), observation) { Since = _stoppedSince.GetValueOrDefault(vmid, observation.At) });
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                LogFailed(log, cluster, problem);
            }
        }

        return suspects;
    }

    private async Task Judge(IReadOnlyList<StopSuspect> suspects, StormReadings readings, DateTimeOffset at)
    {
        var (limits, policy) = (settings.Guardrails, settings.Rules.TasklessStop);
        var unexplained = (await reader.Classify(suspects, at))
            .Where(suspect => suspect.Cause is { IsUnexplained: true } && IsRepairable(suspect)).ToList();
        if (unexplained.Count < limits.StormFailures) return;
        var down = (await reader.Confirm(unexplained, readings)).Where(suspect => suspect.IsDown).ToList();
        if (down.Count < limits.StormFailures) return;
        down = await Uncovered(down, at);
        if (!_isStorm) down = await reader.Configure(down, readings);
        var failures = StormForecast.Failures(down, limits, policy, _isStorm);
        if (failures.IsEmpty) return;
        _isStorm = await alarm.Announce(cluster, failures).WaitAsync(StormReader.Timeout, time);
        readings.Storm = _isStorm;
    }

    // Like incidents, only a condition with a runbook in use counts as a failure.
    private bool IsRepairable(StopSuspect suspect) =>
        RunbookCatalog.For(suspect.Condition, suspect.Observation.Sample.Kind) is { } runbook
        && settings.Guardrails.IsEnabled(runbook.Id);

    // A guest that a maintenance window or a wider incident covers is no failure.
    private async Task<List<StopSuspect>> Uncovered(List<StopSuspect> down, DateTimeOffset at)
    {
        var held = await grains.IncidentBoard(cluster).FindSuspended([.. down.Select(suspect => ExpectedIncident(suspect, at))])
            .WaitAsync(StormReader.Timeout, time);
        return held.IsEmpty ? down : [.. down.ExceptBy(held, suspect => suspect.Key, StringComparer.Ordinal)];
    }

    private static Incident ExpectedIncident(StopSuspect suspect, DateTimeOffset at) => new()
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
        "Whether {Cluster} has a storm could not be determined before its guests are evaluated; their incidents decide")]
    private static partial void LogFailed(ILogger log, ClusterName cluster, Exception problem);
}

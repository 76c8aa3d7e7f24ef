using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Grains.Autonomy;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Finds the repairs of a cluster that events affect: changes of incidents, storms, the level and the kill switch, and changed facts of
/// refused repairs. It takes a few calls for any number of repairs. A part that fails does not stop the others.
/// </summary>
internal sealed partial class RepairSurvey(
    ClusterRepairs cluster, IGrainFactory grains, LocalFactsReader localFacts, RepairJournals journals, RemediationMetrics metrics,
    ILogger log)
{
    private readonly HashSet<RepairCase> _concerned = [];
    private readonly Dictionary<string, StormFailure> _failures = new(StringComparer.Ordinal);
    private AutonomySettings? _autonomy;
    private bool _isAutonomyKnown;
    private bool _wasStorm;
    private bool _isWorkKnown;

    /// <summary>The repairs to check now.</summary>
    /// <returns>These, and whether every part succeeded.</returns>
    public async Task<(IReadOnlyCollection<RepairCase> Woken, bool IsWhole)> FindDue()
    {
        var woken = new HashSet<RepairCase>();
        var isComplete = await Guarded("work", () => Work(woken));
        isComplete &= _isWorkKnown && await Guarded("incidents", () => Incidents(woken));
        isComplete &= await Guarded("autonomy", () => Autonomy(woken));
        isComplete &= await Guarded(
            "outlook", async () => woken.UnionWith(await localFacts.Changed(Suspended(woken), cluster.Index.WideIncidents)));
        return (woken, isComplete);
    }

    /// <summary>Records new settings. The caller checks the affected repairs.</summary>
    public void RecordAutonomy(AutonomySettings autonomy) => (_autonomy, _isAutonomyKnown) = (autonomy, true);

    /// <summary>Records the end of a storm. The caller checks the affected repairs.</summary>
    public void RecordStormEnd() => _wasStorm = false;

    // Nothing begins before the repairs in flight are known, since they hold slots.
    private async Task Work(HashSet<RepairCase> woken)
    {
        if (_isWorkKnown) return;
        foreach (var repair in cluster.Memory.State.Known.Select(cluster.Index.Add).ToList())
        {
            await journals.Open(repair);
            cluster.Slots.Update(repair);
            repair.IsAdmitted = true;
        }

        woken.UnionWith(cluster.Index.Cases);
        _isWorkKnown = true;
    }

    // Nothing begins before a storm among the failures is detected.
    private async Task Incidents(HashSet<RepairCase> woken)
    {
        await cluster.Index.Reread();
        var (concerned, failures) = await cluster.Index.ReadChanges();
        _concerned.UnionWith(concerned);
        foreach (var failure in failures) _failures[failure.Key] = failure;
        await cluster.Memory.Watch([.. _failures.Values]);
        foreach (var repair in _concerned) repair.IsAdmitted = true;
        woken.UnionWith(_concerned);
        _concerned.Clear();
        _failures.Clear();
        var isStorm = cluster.Memory.State.Storm.Active;
        if (_wasStorm && !isStorm) woken.UnionWith(Idle);
        _wasStorm = isStorm;
    }

    private async Task Autonomy(HashSet<RepairCase> woken)
    {
        try
        {
            var now = await grains.Autonomy().Get();
            if (_isAutonomyKnown && now != _autonomy) woken.UnionWith(Idle);
            (_autonomy, _isAutonomyKnown) = (now, true);
        }
        catch
        {
            // The next value counts as changed.
            (_autonomy, _isAutonomyKnown) = (null, true);
            throw;
        }
    }

    private IEnumerable<RepairCase> Idle => cluster.Index.Cases.Where(repair => !repair.InFlight);

    private List<RepairCase> Suspended(HashSet<RepairCase> woken) =>
        [.. Idle.Where(repair => repair.Local is not null && !woken.Contains(repair))];

    private async Task<bool> Guarded(string part, Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            metrics.Failed(part);
            LogFailed(log, part, problem);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Facts for repairs could not be read ({Part}); the read is repeated")]
    private static partial void LogFailed(ILogger log, string part, Exception problem);
}

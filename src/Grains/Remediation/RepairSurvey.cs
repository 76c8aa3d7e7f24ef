using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Grains.Autonomy;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Finds out, for a cluster as a whole, what has happened that bears on repairs: incidents that came, went or changed, storms, the level
/// and the kill switch, and what was refused by how things stood. It costs a few questions, however many repairs wait. Each part fails by
/// itself.
/// </summary>
internal sealed partial class RepairSurvey(
    ClusterRepairs cluster, IGrainFactory grains, LocalFactsReader outlooks, RepairJournals journals, RemediationMetrics metrics,
    ILogger log)
{
    private readonly HashSet<RepairCase> _concerned = [];
    private readonly Dictionary<string, StormFailure> _failures = new(StringComparer.Ordinal);
    private AutonomySettings? _autonomy;
    private bool _isAutonomyKnown;
    private bool _wasStorm;
    private bool _knowsWork;

    /// <summary>The repairs to look at now.</summary>
    /// <returns>Them, and whether every part went well.</returns>
    public async Task<(IReadOnlyCollection<RepairCase> Woken, bool IsWhole)> FindDue()
    {
        var woken = new HashSet<RepairCase>();
        var isWhole = await Guarded("work", () => Work(woken));
        isWhole &= _knowsWork && await Guarded("incidents", () => Incidents(woken));
        isWhole &= await Guarded("autonomy", () => Autonomy(woken));
        isWhole &= await Guarded(
            "outlook", async () => woken.UnionWith(await outlooks.Changed(Suspended(woken), cluster.Index.WideIncidents)));
        return (woken, isWhole);
    }

    /// <summary>What is in force is known from elsewhere, and what it bears on is looked at already.</summary>
    public void Note(AutonomySettings autonomy) => (_autonomy, _isAutonomyKnown) = (autonomy, true);

    /// <summary>A storm was ended, and what it held up is looked at already.</summary>
    public void NoteCalm() => _wasStorm = false;

    // Nothing begins before it is known what is under way: slots are counted from that.
    private async Task Work(HashSet<RepairCase> woken)
    {
        if (_knowsWork) return;
        foreach (var one in cluster.Memory.State.Known.Select(cluster.Index.Add).ToList())
        {
            await journals.Open(one);
            cluster.Slots.Update(one);
            one.IsAdmitted = true;
        }

        woken.UnionWith(cluster.Index.Cases);
        _knowsWork = true;
    }

    // Nor before a storm among what has failed is noticed.
    private async Task Incidents(HashSet<RepairCase> woken)
    {
        await cluster.Index.Reread();
        var (concerned, failures) = await cluster.Index.ReadChanges();
        _concerned.UnionWith(concerned);
        foreach (var failure in failures) _failures[failure.Key] = failure;
        await cluster.Memory.Watch([.. _failures.Values]);
        foreach (var one in _concerned) one.IsAdmitted = true;
        woken.UnionWith(_concerned);
        _concerned.Clear();
        _failures.Clear();
        var isStorm = cluster.Memory.State.Storm.Active;
        if (_wasStorm && !isStorm) woken.UnionWith(Resting);
        _wasStorm = isStorm;
    }

    private async Task Autonomy(HashSet<RepairCase> woken)
    {
        try
        {
            var now = await grains.Autonomy().Get();
            if (_isAutonomyKnown && now != _autonomy) woken.UnionWith(Resting);
            (_autonomy, _isAutonomyKnown) = (now, true);
        }
        catch
        {
            // Whatever it is by then counts as new.
            (_autonomy, _isAutonomyKnown) = (null, true);
            throw;
        }
    }

    private IEnumerable<RepairCase> Resting => cluster.Index.Cases.Where(one => !one.InFlight);

    private List<RepairCase> Suspended(HashSet<RepairCase> woken) =>
        [.. Resting.Where(one => one.Local is not null && !woken.Contains(one))];

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

    [LoggerMessage(LogLevel.Error, "What bears on repairs could not be found out ({Part}); it is tried again")]
    private static partial void LogFailed(ILogger log, string part, Exception problem);
}

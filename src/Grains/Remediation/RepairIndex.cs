using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// The repairs of a cluster's open incidents, kept up to date by notifications of incidents. Since these can be lost with a silo,
/// everything is read again every five minutes.
/// </summary>
internal sealed class RepairIndex(ClusterName cluster, OpenRepairsReader open, TimeProvider time)
{
    private static readonly TimeSpan RereadEvery = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, RepairCase> _cases = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _wide = new(StringComparer.Ordinal);

    // Changes that were not applied yet, and whether the incident is from before this activation.
    private Dictionary<string, (Incident Incident, bool IsOld)> _changed = new(StringComparer.Ordinal);
    private DateTimeOffset? _readAt;

    public IReadOnlyCollection<RepairCase> Cases => _cases.Values;

    /// <summary>The open incidents of nodes and of the cluster.</summary>
    public string WideIncidents { get; private set; } = "";

    /// <summary>Whether there are changes that were not applied yet.</summary>
    public bool HasChanges => _changed.Count > 0;

    /// <summary>The repair of an incident; null if there is none.</summary>
    public RepairCase? Find(string incidentId) => _cases.GetValueOrDefault(incidentId);

    /// <summary>Adds a repair that was in flight when its state was stored.</summary>
    public RepairCase Add(RemediationPlan plan)
    {
        if (_cases.TryGetValue(plan.IncidentId, out var known)) return known;
        return _cases[plan.IncidentId] = new(plan) { InUse = open.InUse(plan) };
    }

    /// <summary>Removes a repair that is done.</summary>
    public void Remove(RepairCase repair) => _cases.Remove(repair.Id);

    /// <summary>Adds the change of an incident.</summary>
    public void AddChange(Incident incident)
    {
        if (OpenRepairsReader.IsRepairable(incident) || OpenRepairsReader.IsWide(incident) || _wide.Contains(incident.Id))
            _changed[incident.Id] = (incident, false);
    }

    /// <summary>Reads all open incidents, if due.</summary>
    public async Task Reread()
    {
        var now = time.GetUtcNow();
        if (_readAt is { } last && now - last < RereadEvery && now >= last) return;
        var isFirst = _readAt is null;
        var before = _cases.Values.Where(known => known.IsOpen).Select(known => known.Id).Concat(_wide).ToHashSet(StringComparer.Ordinal);
        var (newer, all) = (_changed, await open.All(cluster));

        // A change that arrived during the read is newer.
        foreach (var incident in all)
        {
            before.Remove(incident.Id);
            if (OpenRepairsReader.IsRepairable(incident) || OpenRepairsReader.IsWide(incident))
                newer.TryAdd(incident.Id, (incident, isFirst));
        }

        foreach (var id in before.Where(id => !newer.ContainsKey(id)))
        {
            if (await open.Find(id) is ({ IsOpen: false } over, _, _)) newer.TryAdd(id, (over, false));
            else if (_wide.Contains(id)) _wide.Remove(id);
        }

        _changed = newer;
        _readAt = now;
    }

    /// <summary>Applies the changes; returns the repairs that they affect, and the failures that count for a storm.</summary>
    public async Task<(List<RepairCase> Concerned, List<StormFailure> Failures)> ReadChanges()
    {
        var (changes, concerned, failures) = (_changed, new List<RepairCase>(), new List<StormFailure>());
        _changed = new(StringComparer.Ordinal);
        try
        {
            foreach (var (id, (incident, isOld)) in changes.ToList())
            {
                if (await Add(incident, isOld) is { } repair)
                {
                    concerned.Add(repair);
                    if (repair is { IsOpen: true, InUse: true }) failures.AddRange(StormDetector.FailuresAmong([incident]));
                }

                changes.Remove(id);
            }
        }
        finally
        {
            foreach (var (id, left) in changes) _changed.TryAdd(id, left);
        }

        return (concerned, failures);
    }

    private async Task<RepairCase?> Add(Incident incident, bool isOld)
    {
        if (OpenRepairsReader.IsWide(incident) ? _wide.Add(incident.Id) : _wide.Remove(incident.Id))
            WideIncidents = string.Join(' ', _wide);
        if (!OpenRepairsReader.IsRepairable(incident)) return null;
        var known = Find(incident.Id);
        if (!incident.IsOpen)
        {
            if (known is not null) known.IsOpen = false;
            return known;
        }

        if ((await open.PlanOf(incident) ?? known?.Plan) is not { } plan)
        {
            // Its guest is not known yet: the change is applied again with the next poll.
            _changed.TryAdd(incident.Id, (incident, isOld));
            return null;
        }

        // A runbook that is not configured begins nothing. A repair that began before that is brought to an end.
        if (known is null && !open.InUse(plan) && !isOld) return null;
        var repair = known ?? Add(plan);
        var held = OpenRepairsReader.SuspendedBy(incident);
        repair.IsOvershadowed = OpenRepairsReader.IsOvershadowed(incident);
        if (repair.IsOpen && repair.SuspendedBy == held && repair.Plan == plan) return null;
        (repair.IsOpen, repair.SuspendedBy, repair.Plan) = (true, held, plan);
        return repair;
    }
}

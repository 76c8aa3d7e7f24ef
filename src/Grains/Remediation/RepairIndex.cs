using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// The repairs of a cluster's open incidents, kept up to date by what incidents say when they change. Everything is read again now and
/// then, since such word can be lost with a silo.
/// </summary>
internal sealed class RepairIndex(ClusterName cluster, OpenRepairsReader open, TimeProvider time)
{
    private static readonly TimeSpan RereadEvery = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, RepairCase> _cases = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _wide = new(StringComparer.Ordinal);

    // What changed and was not taken in yet, and whether that was so before this process watched.
    private Dictionary<string, (Incident Incident, bool IsOld)> _changed = new(StringComparer.Ordinal);
    private DateTimeOffset? _readAt;

    /// <summary>Each of them.</summary>
    public IReadOnlyCollection<RepairCase> Cases => _cases.Values;

    /// <summary>The open incidents of nodes and of the cluster.</summary>
    public string WideIncidents { get; private set; } = "";

    /// <summary>True where something has changed that was not taken in yet.</summary>
    public bool HasNews => _changed.Count > 0;

    /// <summary>The repair of an incident; null where there is none.</summary>
    public RepairCase? Find(string incidentId) => _cases.GetValueOrDefault(incidentId);

    /// <summary>Adds one that was under way when it was last heard of.</summary>
    public RepairCase Add(RemediationPlan plan)
    {
        if (_cases.TryGetValue(plan.IncidentId, out var known)) return known;
        return _cases[plan.IncidentId] = new(plan) { InUse = open.InUse(plan) };
    }

    /// <summary>Nothing is left to do for it.</summary>
    public void Remove(RepairCase one) => _cases.Remove(one.Id);

    /// <summary>An incident has changed.</summary>
    public void Note(Incident incident)
    {
        if (OpenRepairsReader.IsRepairable(incident) || OpenRepairsReader.IsWide(incident) || _wide.Contains(incident.Id))
            _changed[incident.Id] = (incident, false);
    }

    /// <summary>Reads everything open, where that is due.</summary>
    public async Task Reread()
    {
        var now = time.GetUtcNow();
        if (_readAt is { } last && now - last < RereadEvery && now >= last) return;
        var isFirst = _readAt is null;
        var before = _cases.Values.Where(one => one.IsOpen).Select(one => one.Id).Concat(_wide).ToHashSet(StringComparer.Ordinal);
        var (newer, all) = (_changed, await open.All(cluster));

        // What has changed while it was read is in the other one, and newer.
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

    /// <summary>Takes in what has changed: the repairs that it concerns, and what counts towards a storm.</summary>
    public async Task<(List<RepairCase> Concerned, List<StormFailure> Failures)> ReadChanges()
    {
        var (news, concerned, failures) = (_changed, new List<RepairCase>(), new List<StormFailure>());
        _changed = new(StringComparer.Ordinal);
        try
        {
            foreach (var (id, (incident, isOld)) in news.ToList())
            {
                if (await Add(incident, isOld) is { } one)
                {
                    concerned.Add(one);
                    if (one is { IsOpen: true, InUse: true }) failures.AddRange(StormDetector.FailuresAmong([incident]));
                }

                news.Remove(id);
            }
        }
        finally
        {
            foreach (var (id, left) in news) _changed.TryAdd(id, left);
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
            // Its guest is not known yet: it is looked at again with the next poll.
            _changed.TryAdd(incident.Id, (incident, isOld));
            return null;
        }

        // A runbook that is not in use begins nothing; what it began before the configuration changed ends in words.
        if (known is null && !open.InUse(plan) && !isOld) return null;
        var one = known ?? Add(plan);
        var held = OpenRepairsReader.SuspendedBy(incident);
        one.IsOvershadowed = OpenRepairsReader.IsOvershadowed(incident);
        if (one.IsOpen && one.SuspendedBy == held && one.Plan == plan) return null;
        (one.IsOpen, one.SuspendedBy, one.Plan) = (true, held, plan);
        return one;
    }
}

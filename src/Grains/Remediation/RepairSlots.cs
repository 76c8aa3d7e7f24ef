using System.Collections.Immutable;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Counts a cluster's repairs: those in flight by their journals, and those that are being checked in order to begin, since two parallel
/// checks must not both begin. There is never more than one per target.
/// </summary>
/// <param name="max">The maximum number at a time.</param>
internal sealed class RepairSlots(int max)
{
    private readonly Dictionary<string, RepairCase> _holders = new(StringComparer.Ordinal);

    public bool AnyFree => _holders.Count < max;

    /// <summary>Incidents whose repairs are in flight.</summary>
    public IEnumerable<string> InFlight => _holders.Values.Where(holder => holder.InFlight).Select(holder => holder.Id);

    /// <summary>Takes a slot, unless none is free or the target has one. A repair that holds a slot keeps it.</summary>
    public bool TryTake(RepairCase repair)
    {
        if (_holders.ContainsKey(repair.Id)) return true;
        if (!CanTake(repair)) return false;
        _holders.Add(repair.Id, repair);
        return true;
    }

    /// <summary>Returns its slot, since it does not begin now.</summary>
    public void Return(RepairCase repair)
    {
        if (!repair.InFlight) _holders.Remove(repair.Id);
    }

    public bool Holds(RepairCase repair) => _holders.ContainsKey(repair.Id);

    /// <summary>Whether it could take a slot now.</summary>
    public bool CanTake(RepairCase repair) =>
        AnyFree && _holders.Values.All(holder => holder.Plan.Action.Target != repair.Plan.Action.Target);

    /// <summary>Whether repairs in flight prevent its begin, not only repairs that are being checked.</summary>
    public bool IsBlockedByWork(RepairCase repair)
    {
        var others = _holders.Values.Where(holder => holder.InFlight && holder != repair).ToList();
        return others.Count >= max || others.Exists(other => other.Plan.Action.Target == repair.Plan.Action.Target);
    }

    /// <summary>Keeps or returns its slot according to its journal. Called after each step.</summary>
    public void Update(RepairCase repair)
    {
        if (repair.InFlight) _holders[repair.Id] = repair;
        else _holders.Remove(repair.Id);
    }

    /// <summary>The targets of the other repairs in flight.</summary>
    public ImmutableArray<EntityId> OtherTargets(RepairCase repair) =>
    [
        .. _holders.Values.Where(holder => holder.InFlight && holder.Id != repair.Id)
            .OrderBy(holder => holder.Plan.IncidentKey, StringComparer.Ordinal).Select(holder => holder.Plan.Action.Target),
    ];
}

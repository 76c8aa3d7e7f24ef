using System.Collections.Immutable;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// The one place where a cluster's repairs at work are counted: those that are in flight by their journals, and those that are being looked
/// at in order to begin, since two that look at the same time must not both begin. Never two on one target.
/// </summary>
/// <param name="most">How many at a time.</param>
internal sealed class RepairSlots(int most)
{
    private readonly Dictionary<string, RepairCase> _holders = new(StringComparer.Ordinal);

    /// <summary>True where one more may begin.</summary>
    public bool AnyFree => _holders.Count < most;

    /// <summary>Incidents whose repairs are in flight.</summary>
    public IEnumerable<string> InFlight => _holders.Values.Where(holder => holder.InFlight).Select(holder => holder.Id);

    /// <summary>Takes a slot, unless none is free or another holds one for the same target. One that holds one keeps it.</summary>
    public bool TryTake(RepairCase one)
    {
        if (_holders.ContainsKey(one.Id)) return true;
        if (!CanTake(one)) return false;
        _holders.Add(one.Id, one);
        return true;
    }

    /// <summary>Gives its slot back: it is not going to begin anything now.</summary>
    public void Return(RepairCase one)
    {
        if (!one.InFlight) _holders.Remove(one.Id);
    }

    /// <summary>Whether it holds one.</summary>
    public bool Holds(RepairCase one) => _holders.ContainsKey(one.Id);

    /// <summary>Whether it could take a slot now.</summary>
    public bool CanTake(RepairCase one) => AnyFree && _holders.Values.All(holder => holder.Plan.Action.Target != one.Plan.Action.Target);

    /// <summary>True where it is kept from beginning by repairs in flight, not only by others that are just being looked at.</summary>
    public bool IsBlockedByWork(RepairCase one)
    {
        var others = _holders.Values.Where(holder => holder.InFlight && holder != one).ToList();
        return others.Count >= most || others.Exists(other => other.Plan.Action.Target == one.Plan.Action.Target);
    }

    /// <summary>Keeps or gives back its slot, as its journal says. Asked after each step.</summary>
    public void Update(RepairCase one)
    {
        if (one.InFlight) _holders[one.Id] = one;
        else _holders.Remove(one.Id);
    }

    /// <summary>The targets of the others that are in flight.</summary>
    public ImmutableArray<EntityId> OtherTargets(RepairCase one) =>
    [
        .. _holders.Values.Where(holder => holder.InFlight && holder.Id != one.Id)
            .OrderBy(holder => holder.Plan.IncidentKey, StringComparer.Ordinal).Select(holder => holder.Plan.Action.Target),
    ];
}

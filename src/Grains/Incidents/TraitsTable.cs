using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>The traits of guests and nodes that a cluster's grain has pushed.</summary>
internal sealed class TraitsTable
{
    private readonly Dictionary<int, GuestTraits> _guests = [];
    private TraitsUpdate? _last;

    /// <summary>Applies an update; false if an earlier one is missing, so that a full update is needed.</summary>
    public bool Apply(TraitsUpdate update)
    {
        if (!update.Full && (_last is null || _last.Source != update.Source || _last.Version != update.Version - 1)) return false;
        if (update.Full) _guests.Clear();
        foreach (var (vmid, traits) in update.Guests) _guests[vmid] = traits;
        _last = update with { Guests = [] };
        return true;
    }

    /// <summary>The traits of some guests; unknown before the first update.</summary>
    public ClusterTraits Read(IEnumerable<int> vmids)
    {
        if (_last is null) return ClusterTraits.Unknown;
        var guests = ImmutableDictionary.CreateBuilder<int, GuestTraits>();
        foreach (var vmid in vmids)
        {
            if (_guests.TryGetValue(vmid, out var traits)) guests[vmid] = traits;
        }

        return new(Known: true, guests.ToImmutable(), _last.NodesInMaintenance) { Version = _last.TraitsVersion };
    }
}

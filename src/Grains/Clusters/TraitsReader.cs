using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Reads the traits that selectors and suppressions need, for incident boards of the previous version.</summary>
internal static class TraitsReader
{
    private const string InMaintenance = "maintenance";

    public static ClusterTraits Read(ClusterSnapshot snapshot, ImmutableArray<int> vmids)
    {
        if (snapshot.Nodes.IsEmpty) return ClusterTraits.Unknown;
        var guests = ImmutableDictionary.CreateBuilder<int, GuestTraits>();
        foreach (var vmid in vmids)
        {
            if (snapshot.FindGuest(vmid)?.Sample is { } sample) guests[vmid] = new(sample.Node, sample.Tags, sample.Pool);
        }

        return new(
            Known: true,
            guests.ToImmutable(),
            [.. snapshot.Nodes.Where(entry => entry.Sample.HaState == InMaintenance).Select(entry => entry.Sample.Node)])
        {
            Version = snapshot.TraitsVersion,
        };
    }
}

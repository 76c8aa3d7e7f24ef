using OrleansMonitor.Grains.Autonomy;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Reads the attributes of guests from the snapshots of their clusters.</summary>
internal sealed class SnapshotTraits(IGrainFactory grains) : IGuestTraits
{
    public async Task<GuestTraits?> Of(GuestId guest) => await grains.Cluster(guest.Cluster).FindGuest(guest.Vmid) is { Sample: var sample }
        ? new GuestTraits(sample.Node, sample.Tags, sample.Pool)
        : null;
}

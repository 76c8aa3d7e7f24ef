using OrleansMonitor.Grains.Autonomy;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Reads guests' tags from the snapshots of their clusters.</summary>
internal sealed class SnapshotTags(IGrainFactory grains) : IGuestTags
{
    public async Task<string?> Of(GuestId guest) => (await grains.Cluster(guest.Cluster).FindGuest(guest.Vmid))?.Sample.Tags;
}

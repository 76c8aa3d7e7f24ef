using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Incidents;

internal sealed class StorageOutageGrain(
    [PersistentState("storage-outage", StateWriteExtensions.StorageName)] IPersistentState<StoredValue<StorageOutage>> last,
    FindingDelivery delivery) : Grain, IStorageOutageGrain
{
    public async Task Record(StorageOutage outage)
    {
        // A process that reports again after a failure half-way has the same begin, and its ids make the repetition harmless.
        if (last.State.Value is { } known && known.Overlaps(outage)) return;
        await delivery.Deliver([outage.Raised(), outage.Cleared()]);
        await last.Replace(outage);
    }
}

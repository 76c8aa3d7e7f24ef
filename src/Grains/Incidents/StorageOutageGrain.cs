using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Incidents;

internal sealed class StorageOutageGrain(
    [PersistentState("storage-outage", StateWriteExtensions.StorageName)] IPersistentState<StoredValue<StorageOutage>> last,
    FindingDelivery delivery) : Grain, IStorageOutageGrain
{
    public async Task Record(StorageOutage outage)
    {
        // A report that is repeated after a failure has the same begin, hence the same ids.
        if (last.State.Value is { } known && known.Overlaps(outage)) return;
        await delivery.Deliver([outage.Raised(), outage.Cleared()]);
        await last.Replace(outage);
    }
}

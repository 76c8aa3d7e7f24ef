using OrleansMonitor.Domain.Rules.Clusters;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Stores the outages of the database once they are over. Key: 0.</summary>
[Alias("storage-outage-grain")]
public interface IStorageOutageGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Opens and ends the incident of an outage, each event once: several processes that saw the same one make one incident.
    /// </summary>
    [Alias("record")]
    Task Record(StorageOutage outage);
}

using OrleansMonitor.Domain.Rules.Clusters;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Stores the outages of the database once they are over. Key: 0.</summary>
[Alias("storage-outage-grain")]
public interface IStorageOutageGrain : IGrainWithIntegerKey
{
    /// <summary>Opens and resolves the incident of an outage. Several processes that report the same outage make one incident.</summary>
    [Alias("record")]
    Task Record(StorageOutage outage);
}

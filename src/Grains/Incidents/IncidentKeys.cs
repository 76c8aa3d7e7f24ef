namespace OrleansMonitor.Grains.Incidents;

/// <summary>Gets the grains of incidents.</summary>
public static class IncidentKeys
{
    /// <summary>The incidents of one key.</summary>
    public static IIncidentGrain Incident(this IGrainFactory grains, string incidentKey) => grains.GetGrain<IIncidentGrain>(incidentKey);

    /// <summary>The board that evaluates the suppression of the incidents of a cluster.</summary>
    public static IIncidentBoardGrain IncidentBoard(this IGrainFactory grains, ClusterName cluster) =>
        grains.GetGrain<IIncidentBoardGrain>(cluster.ToString());

    /// <summary>The outages of the database.</summary>
    public static IStorageOutageGrain StorageOutages(this IGrainFactory grains) => grains.GetGrain<IStorageOutageGrain>(0);
}

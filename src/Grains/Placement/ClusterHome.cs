namespace OrleansMonitor.Grains.Placement;

/// <summary>Whether a cluster's place is still this silo: others may have come since it was put here.</summary>
internal sealed class ClusterHome(ILocalSiloDetails here, ISiloStatusOracle silos)
{
    /// <summary>This silo's name.</summary>
    public string Silo => here.Name;

    /// <summary>True where the cluster belongs here by the silos that are active now.</summary>
    public bool IsHere(string cluster)
    {
        var active = silos.GetApproximateSiloStatuses(onlyActive: true).Keys;
        return active.Count == 0 || Rendezvous.Choose(cluster, active).Equals(here.SiloAddress);
    }
}

namespace OrleansMonitor.Grains.Placement;

/// <summary>Whether a cluster still belongs on this silo: others may have joined since its placement.</summary>
internal sealed class ClusterHome(ILocalSiloDetails here, ISiloStatusOracle silos)
{
    public string Silo => here.Name;

    /// <summary>Whether the cluster belongs here, by the silos that are active now.</summary>
    public bool IsHere(string cluster)
    {
        var active = silos.GetApproximateSiloStatuses(onlyActive: true).Keys;
        return active.Count == 0 || Rendezvous.Choose(cluster, active).Equals(here.SiloAddress);
    }
}

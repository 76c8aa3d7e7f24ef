using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OrleansMonitor.Grains.Placement;

/// <summary>
/// Places all grains of one Proxmox cluster on one silo, so that a poll calls guests and nodes within its process: a call to another silo
/// costs two to three times as much (orleans/facts §3). The silo follows from the cluster's name and the active silos.
/// </summary>
[GenerateSerializer, Immutable, Alias("cluster-placement")]
public sealed class ClusterPlacement : PlacementStrategy
{
    /// <summary>The cluster in the key of a cluster, scheduler, node or guest: the part before the first slash.</summary>
    public static string ClusterOf(GrainId grain)
    {
        var key = grain.Key.ToString() ?? "";
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? key : key[..slash];
    }
}

/// <summary>Marks a grain class for <see cref="ClusterPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ClusterPlacementAttribute() : PlacementAttribute(new ClusterPlacement());

internal sealed class ClusterPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(Rendezvous.Choose(ClusterPlacement.ClusterOf(target.GrainIdentity), context.GetCompatibleSilos(target)));
}

using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Grains.Autonomy;

/// <summary>Hears of levels and of the kill switch.</summary>
internal interface IAutonomyListener
{
    /// <summary>What is in force for a cluster from now on. Returns at once.</summary>
    void Note(ClusterName cluster, AutonomySettings autonomy);
}

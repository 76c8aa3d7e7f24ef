using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Grains.Autonomy;

/// <summary>Is notified of autonomy levels and the kill switch.</summary>
internal interface IAutonomyListener
{
    /// <summary>The settings of a cluster have changed. Returns at once.</summary>
    void OnChanged(ClusterName cluster, AutonomySettings autonomy);
}

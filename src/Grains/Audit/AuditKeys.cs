namespace OrleansMonitor.Grains.Audit;

/// <summary>Finds the audit log of a cluster, and retention.</summary>
public static class AuditKeys
{
    /// <summary>The audit log of a cluster, or of the monitor's own settings where null.</summary>
    public static IAuditGrain Audit(this IGrainFactory grains, string? cluster) => grains.GetGrain<IAuditGrain>(cluster ?? "monitor");

    /// <summary>Retention.</summary>
    public static IRetentionGrain Retention(this IGrainFactory grains) => grains.GetGrain<IRetentionGrain>(0);
}

namespace OrleansMonitor.Grains.Audit;

/// <summary>Gets the grains of audit logs and retention.</summary>
public static class AuditKeys
{
    /// <summary>The audit log of a cluster, or of the monitor's settings if null.</summary>
    public static IAuditGrain Audit(this IGrainFactory grains, string? cluster) => grains.GetGrain<IAuditGrain>(cluster ?? "monitor");

    /// <summary>The grain that deletes old records.</summary>
    public static IRetentionGrain Retention(this IGrainFactory grains) => grains.GetGrain<IRetentionGrain>(0);
}

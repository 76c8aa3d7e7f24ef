namespace OrleansMonitor.Domain.Observations;

/// <summary>The polling tiers.</summary>
public enum Tier
{
    /// <summary>State of nodes and guests. Default 12 s.</summary>
    Critical,

    /// <summary>Thresholds and quorum. Default 32 s.</summary>
    Important,

    /// <summary>Services, storages, certificates, backups, replication. Default 5 min.</summary>
    Routine,

    /// <summary>Retention. Default 30 min.</summary>
    Background,
}

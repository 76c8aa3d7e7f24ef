namespace OrleansMonitor.Domain.Access;

/// <summary>What an API token is for. Reading and acting use different tokens.</summary>
public enum TokenRole
{
    /// <summary>It reads the cluster.</summary>
    Read,

    /// <summary>It repairs what the monitor may repair.</summary>
    Act,
}

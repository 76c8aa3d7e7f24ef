namespace OrleansMonitor.Domain.Privileges;

/// <summary>The purpose of an API token. Reads and repairs use different tokens.</summary>
public enum TokenRole
{
    /// <summary>Reads the cluster.</summary>
    Read,

    /// <summary>Runs repairs.</summary>
    Act,
}

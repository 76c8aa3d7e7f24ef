namespace OrleansMonitor.Hosting.Composition;

/// <summary>Lets changes of the registry of clusters take effect in this process.</summary>
public interface IRegistryFollower
{
    /// <summary>
    /// Reads the registry now, and starts the polls of clusters that are new. Never fails: it is read again within a second.
    /// </summary>
    Task Refresh();
}

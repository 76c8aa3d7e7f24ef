namespace OrleansMonitor.Hosting.Storage.Health;

/// <summary>Whether the database takes what it is given.</summary>
public interface IStorageHealth
{
    /// <summary>
    /// False from a write that failed for want of the database until one works again; while nothing else is written, the storage tries by
    /// itself.
    /// </summary>
    bool IsHealthy { get; }

    /// <summary>Why it is not healthy, in words a person can act on; null while it is.</summary>
    string? LastError { get; }

    /// <summary>Ends when the database has ceased to work since this was read, or works again.</summary>
    Task Changed { get; }
}

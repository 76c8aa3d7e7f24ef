namespace OrleansMonitor.Hosting.Storage;

/// <summary>Whether the database takes what it is given.</summary>
public interface IStorageHealth
{
    /// <summary>False since the latest write failed for good, until one works again.</summary>
    bool IsHealthy { get; }

    /// <summary>Why it is not healthy, in words a person can act on; null while it is.</summary>
    string? LastError { get; }
}

namespace OrleansMonitor.Hosting.Storage.Health;

/// <summary>Whether the database accepts writes.</summary>
public interface IStorageHealth
{
    /// <summary>
    /// False after a write failed because of the database, until one succeeds; the storage probes by itself while nothing is written.
    /// </summary>
    bool IsHealthy { get; }

    /// <summary>The problem and its remedy; null while healthy.</summary>
    string? LastError { get; }

    /// <summary>Completes when the health has changed since this was read.</summary>
    Task Changed { get; }
}

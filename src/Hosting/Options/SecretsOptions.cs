namespace OrleansMonitor.Hosting.Options;

/// <summary>The key that seals the tokens of clusters that people add while the monitor runs.</summary>
public sealed class SecretsOptions
{
    /// <summary>The key, at least 16 characters; the same on every silo. Prefer <see cref="KeyFile"/>.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// A file that contains only the key. Default for SQLite: <c>monitor.db.secrets</c> beside the database, made when it is first needed;
    /// for PostgreSQL none, and then no cluster can be added while the monitor runs.
    /// </summary>
    public string? KeyFile { get; init; }

    /// <summary>The effective key from either setting; null for none. Set when the configuration is checked.</summary>
    internal string? Effective { get; set; }
}

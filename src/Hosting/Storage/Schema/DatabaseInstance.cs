namespace OrleansMonitor.Hosting.Storage.Schema;

/// <summary>Which database it is and how far it has come, as its table <c>database_instance</c> says.</summary>
/// <param name="Id">Given when the database was made; a copy keeps it.</param>
/// <param name="Probes">How often it was probed; only grows, so an older state of the same database is known by it.</param>
internal sealed record DatabaseInstance(string Id, long Probes)
{
    /// <summary>What speaks against going on with a database, given what is known of it; null for nothing.</summary>
    /// <param name="known">As it was seen last.</param>
    /// <param name="place">The database in words.</param>
    public string? Contradicts(DatabaseInstance? known, string place) => known switch
    {
        null => null,
        _ when Id != known.Id => $"The database {place} was replaced by another one while the monitor ran.",
        _ when Probes < known.Probes =>
            $"The database {place} was set back to an older state while the monitor ran (probe {Probes}, after {known.Probes}).",
        _ => null,
    };
}

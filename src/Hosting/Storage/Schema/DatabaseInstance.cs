namespace OrleansMonitor.Hosting.Storage.Schema;

/// <summary>Identity and state of a database, from its table <c>database_instance</c>.</summary>
/// <param name="Id">Assigned when the database is created; a copy keeps it.</param>
/// <param name="Probes">Number of probes. It only grows, so an older state of the database is detected by it.</param>
internal sealed record DatabaseInstance(string Id, long Probes)
{
    /// <summary>Why a database must not be used, given its last known state; null if it may.</summary>
    /// <param name="known">The last known state.</param>
    /// <param name="place">The database's name for messages.</param>
    public string? Contradicts(DatabaseInstance? known, string place) => known switch
    {
        null => null,
        _ when Id != known.Id => $"The database {place} was replaced by another one while the monitor ran.",
        _ when Probes < known.Probes =>
            $"The database {place} was set back to an older state while the monitor ran (probe {Probes}, after {known.Probes}).",
        _ => null,
    };
}

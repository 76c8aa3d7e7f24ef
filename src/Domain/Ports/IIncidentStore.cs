using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Ports;

/// <summary>All incidents, open and past.</summary>
public interface IIncidentStore
{
    /// <summary>Stores an incident as it is now, new or changed.</summary>
    /// <exception cref="StoreUnavailableException">The database is locked, full or away; nothing was stored.</exception>
    Task SaveAsync(Incident incident, CancellationToken cancellation);

    /// <summary>The incident with an id, or null.</summary>
    Task<Incident?> FindAsync(string id, CancellationToken cancellation);

    /// <summary>The newest incident of a key, open or resolved, or null.</summary>
    Task<Incident?> FindLatestAsync(string key, CancellationToken cancellation);

    /// <summary>A page, newest first.</summary>
    Task<IncidentPage> ListAsync(IncidentQuery query, CancellationToken cancellation);

    /// <summary>How many are open.</summary>
    Task<int> CountOpenAsync(CancellationToken cancellation);

    /// <summary>Deletes resolved incidents that ended before an instant; answers how many.</summary>
    Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation);
}

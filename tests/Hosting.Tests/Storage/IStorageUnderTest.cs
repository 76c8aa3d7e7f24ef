using Microsoft.AspNetCore.DataProtection.Repositories;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Tests.Storage;

/// <summary>An empty database of some kind, and its stores.</summary>
public interface IStorageUnderTest : IDisposable
{
    IAuditStore Audit { get; }

    IEventStore Events { get; }

    IIncidentStore Incidents { get; }

    INotificationStore Notifications { get; }

    IHistoryStore History { get; }

    /// <summary>The session keys as an API host of their own reads them.</summary>
    IXmlRepository SessionKeys();

    /// <summary>What somebody with access to the database does to it by hand.</summary>
    void Tamper(string sql);

    /// <summary>Closes the database and opens it again, as a restart does.</summary>
    void Reopen();
}

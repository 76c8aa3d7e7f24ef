using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Tests.Storage;

/// <summary>An empty database of some kind, and its stores.</summary>
public interface IStorageUnderTest : IDisposable
{
    IAuditStore Audit { get; }

    IEventStore Events { get; }

    IIncidentStore Incidents { get; }

    /// <summary>Closes the database and opens it again, as a restart does.</summary>
    void Reopen();
}

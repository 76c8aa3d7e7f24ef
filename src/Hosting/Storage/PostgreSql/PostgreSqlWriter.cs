using Microsoft.Extensions.Logging;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Storage.Writing;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>The only writer of this process' records in PostgreSQL; writers of other processes wait for each other's commits.</summary>
internal sealed class PostgreSqlWriter(
    PostgreSqlDatabase database, TimeProvider time, TimeSpan limit, StorageMetrics metrics, ILogger<PostgreSqlWriter> logger)
    : RecordWriter<PostgreSqlSession>(
        new PostgreSqlCommitter(database.Records, database.Instance, database.Place, time, metrics, logger), time, limit, metrics, logger);

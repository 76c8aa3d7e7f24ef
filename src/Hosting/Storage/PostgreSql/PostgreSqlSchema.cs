using DbUp;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Schema;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>Upgrades a database to the present schema.</summary>
internal static class PostgreSqlSchema
{
    // Arbitrary, but the same in all versions.
    private const long MigrationLock = 0x6D6F_6E69_746F_7231;

    /// <summary>
    /// Runs the missing scripts in one transaction under a lock: of several processes that start at once, one migrates while the others
    /// wait and find nothing to do.
    /// </summary>
    /// <returns>The database's identity.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be used, or a newer version wrote it.</exception>
    public static DatabaseInstance Migrate(string connectionString, string place, ILogger logger)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 };
        try
        {
            using var guard = new NpgsqlConnection(settings.ConnectionString);
            guard.Open();
            using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({MigrationLock})", guard);
            command.ExecuteNonQuery();
            SchemaUpgrade.Run(
                DeployChanges.To.PostgresqlDatabase(settings.ConnectionString), typeof(PostgreSqlSchema), place, logger,
                error => error is NpgsqlException failure && failure.IsOutage() ? failure.Explain(place) : null);
            using var read = new NpgsqlCommand("SELECT id, probes FROM database_instance", guard);
            using var row = read.ExecuteReader();
            return row.Read()
                ? new(row.GetString(0), row.GetInt64(1))
                : throw new StoreUnavailableException($"The table database_instance of the database {place} is empty.");
        }
        catch (NpgsqlException exception)
        {
            throw exception.Explain(place);
        }
    }
}

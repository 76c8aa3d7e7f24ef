using DbUp;
using DbUp.Engine;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>Brings a database to the present schema.</summary>
internal static class PostgreSqlSchema
{
    // Any number will do as long as every version of the monitor takes the same one.
    private const long MigrationLock = 0x6D6F_6E69_746F_7231;

    /// <summary>
    /// Runs the scripts that the database does not have yet, all in one transaction, under a lock: of several processes that start at once one
    /// migrates while the others wait and find nothing left to do.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used, or was written by a newer version.</exception>
    public static void Migrate(string connectionString, string place, ILogger logger)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 };
        try
        {
            using var guard = new NpgsqlConnection(settings.ConnectionString);
            guard.Open();
            using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({MigrationLock})", guard);
            command.ExecuteNonQuery();
            Upgrade(settings.ConnectionString, place, logger);
        }
        catch (NpgsqlException exception)
        {
            throw exception.Explain(place);
        }
    }

    private static void Upgrade(string connectionString, string place, ILogger logger)
    {
        var engine = DeployChanges.To.PostgresqlDatabase(connectionString)
            .WithScripts(Scripts())
            .WithVariablesDisabled()
            .WithTransaction()
            .LogTo(logger)
            .Build();

        var unknown = engine.GetExecutedButNotDiscoveredScripts();
        if (unknown.Count > 0)
            throw new StoreUnavailableException(
                $"The database {place} was written by a newer version of the monitor (it has {string.Join(", ", unknown)}). " +
                "Run that version, or restore a backup from before the upgrade.");

        var result = engine.PerformUpgrade();
        if (result.Successful) return;
        throw result.Error is NpgsqlException exception && exception.IsOutage()
            ? exception.Explain(place)
            : new StoreUnavailableException($"The schema of the database {place} could not be brought up to date: {result.Error.Message}", result.Error);
    }

    private static IEnumerable<SqlScript> Scripts()
    {
        var assembly = typeof(PostgreSqlSchema).Assembly;
        var prefix = $"{typeof(PostgreSqlSchema).Namespace}.Scripts.";
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            yield return new SqlScript(resource[prefix.Length..], reader.ReadToEnd());
        }
    }
}

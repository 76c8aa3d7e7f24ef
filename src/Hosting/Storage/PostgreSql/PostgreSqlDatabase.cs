using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansMonitor.Hosting.Storage.Schema;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>A database with the present schema and its connections. Creating one migrates the database.</summary>
internal sealed class PostgreSqlDatabase : IDisposable
{
    /// <summary>The maximum number of connections per process, unless the connection string sets another.</summary>
    public const int ConnectionsPerProcess = (2 * PoolSize) + 1;

    private const int PoolSize = 8;

    /// <summary>Migrates the database and creates the data sources.</summary>
    /// <exception cref="Domain.Ports.StoreUnavailableException">The database cannot be used, or a newer version wrote it.</exception>
    public PostgreSqlDatabase(string connectionString, ILogger? logger = null)
    {
        var settings = Parse(connectionString);
        Place = $"'{settings.Database}' at {settings.Host}:{settings.Port}";
        Instance = PostgreSqlSchema.Migrate(settings.ConnectionString, Place, logger ?? NullLogger.Instance);
        Records = Source(settings, "monitor");
        Orleans = Source(settings, "monitor-orleans");
    }

    /// <summary>The database's name for messages, without a password.</summary>
    public string Place { get; }

    /// <summary>The database's identity when the process started.</summary>
    public DatabaseInstance Instance { get; }

    /// <summary>For actions, events and incidents.</summary>
    public NpgsqlDataSource Records { get; }

    /// <summary>For membership, reminders and grain state; separate, so that a slow query does not make a silo look dead.</summary>
    public NpgsqlDataSource Orleans { get; }

    /// <summary>Parses a connection string and adds the monitor's defaults.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be parsed or names no database.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database))
            throw new ArgumentException("It names no host or no database.", nameof(connectionString));
        if (!settings.ContainsKey("Maximum Pool Size")) settings.MaxPoolSize = PoolSize;
        if (!settings.ContainsKey("Timeout")) settings.Timeout = 5;
        if (!settings.ContainsKey("Command Timeout")) settings.CommandTimeout = 10;
        if (!settings.ContainsKey("Keepalive")) settings.KeepAlive = 10;

        // Orleans sends UTC times without a zone.
        settings.Timezone = "UTC";
        return settings;
    }

    public void Dispose()
    {
        Records.Dispose();
        Orleans.Dispose();
    }

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings, string name) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(settings.ConnectionString) { ApplicationName = settings.ApplicationName ?? name });
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansMonitor.Hosting.Storage.Schema;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>A database of the right schema and the ways to reach it. Whoever asks for one gets it migrated.</summary>
internal sealed class PostgreSqlDatabase : IDisposable
{
    /// <summary>How many connections a process opens at most, where the connection string does not say otherwise.</summary>
    public const int ConnectionsPerProcess = (2 * PoolSize) + 1;

    private const int PoolSize = 8;

    /// <summary>Migrates the database and prepares the connections.</summary>
    /// <exception cref="Domain.Ports.StoreUnavailableException">The database cannot be used, or was written by a newer version.</exception>
    public PostgreSqlDatabase(string connectionString, ILogger? logger = null)
    {
        var settings = Parse(connectionString);
        Place = $"'{settings.Database}' at {settings.Host}:{settings.Port}";
        Instance = PostgreSqlSchema.Migrate(settings.ConnectionString, Place, logger ?? NullLogger.Instance);
        Records = Source(settings, "monitor");
        Orleans = Source(settings, "monitor-orleans");
    }

    /// <summary>The database in words, without a password.</summary>
    public string Place { get; }

    /// <summary>Which database it was when the process began.</summary>
    public DatabaseInstance Instance { get; }

    /// <summary>For actions, events and incidents.</summary>
    public NpgsqlDataSource Records { get; }

    /// <summary>For membership, reminders and grain state, apart so that no slow list makes a silo look dead.</summary>
    public NpgsqlDataSource Orleans { get; }

    /// <summary>Reads a connection string and fills in what the monitor needs where it leaves that open.</summary>
    /// <exception cref="ArgumentException">It cannot be read or names no database.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database))
            throw new ArgumentException("It names no host or no database.", nameof(connectionString));
        if (!settings.ContainsKey("Maximum Pool Size")) settings.MaxPoolSize = PoolSize;
        if (!settings.ContainsKey("Timeout")) settings.Timeout = 5;
        if (!settings.ContainsKey("Command Timeout")) settings.CommandTimeout = 10;
        if (!settings.ContainsKey("Keepalive")) settings.KeepAlive = 10;

        // Orleans sends times without a zone and means UTC.
        settings.Timezone = "UTC";
        return settings;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Records.Dispose();
        Orleans.Dispose();
    }

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings, string name) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(settings.ConnectionString) { ApplicationName = settings.ApplicationName ?? name });
}

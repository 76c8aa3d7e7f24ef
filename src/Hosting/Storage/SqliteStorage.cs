using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Storage;

/// <summary>Everything in one SQLite file.</summary>
internal static class SqliteStorage
{
    /// <summary>The assembly's name for the provider, which loads Microsoft.Data.Sqlite.</summary>
    private const string Invariant = "System.Data.SQLite";

    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds the stores. The file is made and migrated when first needed.</summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, string connectionString) => services
        .AddSingleton(provider =>
        {
            var source = new SqliteDataSource(connectionString, SqliteDurability.Full, BusyTimeout);
            SqliteSchema.Migrate(source, provider.GetRequiredService<ILogger<SqliteDataSource>>());
            return source;
        })
        .AddSingleton<SqliteWriter>()
        .AddSingleton<IStorageHealth>(provider => provider.GetRequiredService<SqliteWriter>())
        .AddSingleton<SqliteReader>()
        .AddSingleton<IAuditStore, SqliteAuditStore>()
        .AddSingleton<IEventStore, SqliteEventStore>()
        .AddSingleton<IIncidentStore, SqliteIncidentStore>();

    /// <summary>Keeps grains' state and reminders in the same file. State may lose its last commits to a power cut: the next poll makes it good.</summary>
    public static ISiloBuilder UseSqliteOrleans(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<AdoNetGrainStorageOptions>("state").Configure<SqliteDataSource, Serializer>((options, file, serializer) =>
        {
            // By member ids: small, and readable by versions that know more or fewer members.
            options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            options.Invariant = Invariant;
            options.DataSource = new SqliteDataSource(file.ConnectionString, SqliteDurability.Normal, BusyTimeout);
            options.DeleteStateOnClear = true;
        });
        silo.AddAdoNetGrainStorage("state", (AdoNetGrainStorageOptions _) => { });
        silo.Services.AddOptions<AdoNetReminderTableOptions>().Configure<SqliteDataSource>((options, file) =>
        {
            options.Invariant = Invariant;
            options.DataSource = new SqliteDataSource(file.ConnectionString, SqliteDurability.Full, BusyTimeout);
        });
        silo.UseAdoNetReminderService((AdoNetReminderTableOptions _) => { });
        return silo;
    }
}

using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.StoredState;
using OrleansMonitor.Hosting.Storage.Heads;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Storage.Rows;
using OrleansMonitor.Hosting.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Storage;

/// <summary>Keeps the monitor's records and Orleans' state in one SQLite file.</summary>
internal static class SqliteStorage
{
    // Only a name: Orleans loads Microsoft.Data.Sqlite under it (orleans/facts §1).
    private const string Invariant = "System.Data.SQLite";

    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds the stores of actions, events and incidents. The file is created and migrated on first use by a store or the silo.
    /// </summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, string connectionString, string? headsFile = null)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new SqliteDatabase(connectionString, provider.GetRequiredService<ILogger<SqliteDatabase>>()));
        services.AddSingleton<StorageMetrics>();
        services.AddSingleton<UnstoredEvents>();
        services.AddSingleton(provider => new SqliteWriter(
            provider.GetRequiredService<SqliteDatabase>().Records,
            provider.GetRequiredService<TimeProvider>(),
            WriteLimit,
            provider.GetRequiredService<StorageMetrics>(),
            provider.GetRequiredService<ILogger<SqliteWriter>>()));
        services.AddSingleton<IStorageHealth>(provider => provider.GetRequiredService<SqliteWriter>());
        services.AddSingleton(provider => new SqliteReader(provider.GetRequiredService<SqliteDatabase>().Reads));
        services.AddSingleton<SqliteAuditStore>();
        services.AddSingleton<IAuditStore>(provider => new HeadRecordingAuditStore(
            provider.GetRequiredService<SqliteAuditStore>(), provider.GetRequiredService<AuditHeads>()));
        services.AddSingleton(provider => new AuditHeads(
            new HeadsFile(headsFile ?? provider.GetRequiredService<SqliteDatabase>().File.Path + ".heads"),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AuditHeads>>()));
        services.AddSingleton<IEventStore, SqliteEventStore>();
        services.AddSingleton<INotificationStore, SqliteNotificationStore>();
        services.AddSingleton<IHistoryStore, SqliteHistoryStore>();
        services.AddSingleton<SqliteIncidentStore>();
        services.AddSingleton<IIncidentStore>(provider => new HeadRecordingIncidentStore(
            provider.GetRequiredService<SqliteIncidentStore>(), provider.GetRequiredService<SqliteAuditStore>(),
            provider.GetRequiredService<AuditHeads>()));
        services.AddSingleton<GuestStateFormat>();
        services.AddSingleton<IGuestStateStore, SqliteGuestStateStore>();
        services.AddSingleton<IXmlRepository>(provider => new SessionKeys(provider.GetRequiredService<SqliteDatabase>().Reads));
        return services;
    }

    /// <summary>Keeps grain state and reminders in the file of <see cref="AddSqliteStorage"/>.</summary>
    public static ISiloBuilder UseSqliteOrleans(this ISiloBuilder silo)
    {
        silo.Services.AddKeyedSingleton<IGrainStorage>(StateWriteExtensions.StorageName, static (provider, _) => new SqliteGrainStorage(
            provider.GetRequiredService<SqliteWriter>(),
            provider.GetRequiredService<SqliteReader>(),

            // Orleans' own format instead of JSON: fields are numbered ([Id]), so state can gain and rename fields between versions,
            // and a row takes about half the bytes. Silos exchange these records in the same format.
            new OrleansGrainStorageSerializer(provider.GetRequiredService<Serializer>()),
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId));
        silo.UseAdoNetReminderService(options => options.Configure<SqliteDatabase>((reminders, database) =>
        {
            reminders.Invariant = Invariant;
            reminders.DataSource = database.Orleans;
        }));
        return silo;
    }
}

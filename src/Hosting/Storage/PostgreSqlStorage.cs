using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.StoredState;
using OrleansMonitor.Hosting.Storage.Heads;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Storage.PostgreSql;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage;

/// <summary>Keeps the monitor's records, Orleans' state and the silo membership in one PostgreSQL database.</summary>
internal static class PostgreSqlStorage
{
    private const string Invariant = "Npgsql";

    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(10);

    /// <summary>The problem with a connection string, without repeating it; null for none.</summary>
    public static string? Problem(string connectionString)
    {
        try
        {
            PostgreSqlDatabase.Parse(connectionString);
            return null;
        }
        catch (ArgumentException)
        {
            return "cannot be read as PostgreSQL's; it looks like Host=db;Database=monitor;Username=monitor;Password=….";
        }
    }

    /// <summary>
    /// Adds the stores of actions, events and incidents. The schema is created and migrated on first use by a store or the silo.
    /// </summary>
    public static IServiceCollection AddPostgreSqlStorage(
        this IServiceCollection services, string connectionString, string? headsFile = null)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(
            provider => new PostgreSqlDatabase(connectionString, provider.GetRequiredService<ILogger<PostgreSqlDatabase>>()));
        services.AddSingleton<StorageMetrics>();
        services.AddSingleton<UnstoredEvents>();
        services.AddSingleton(provider => new PostgreSqlWriter(
            provider.GetRequiredService<PostgreSqlDatabase>(),
            provider.GetRequiredService<TimeProvider>(),
            WriteLimit,
            provider.GetRequiredService<StorageMetrics>(),
            provider.GetRequiredService<ILogger<PostgreSqlWriter>>()));
        services.AddSingleton<IStorageHealth>(provider => provider.GetRequiredService<PostgreSqlWriter>());
        services.AddSingleton<PostgreSqlReader>();
        services.AddSingleton<PostgreSqlAuditStore>();
        services.AddSingleton<IAuditStore>(provider => new HeadRecordingAuditStore(
            provider.GetRequiredService<PostgreSqlAuditStore>(), provider.GetRequiredService<AuditHeads>()));
        services.AddSingleton(provider => new AuditHeads(
            headsFile is null ? null : new HeadsFile(headsFile),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AuditHeads>>()));
        services.AddSingleton<IEventStore, PostgreSqlEventStore>();
        services.AddSingleton<INotificationStore, PostgreSqlNotificationStore>();
        services.AddSingleton<IHistoryStore, PostgreSqlHistoryStore>();
        services.AddSingleton<PostgreSqlIncidentStore>();
        services.AddSingleton<IIncidentStore>(provider => new HeadRecordingIncidentStore(
            provider.GetRequiredService<PostgreSqlIncidentStore>(), provider.GetRequiredService<PostgreSqlAuditStore>(),
            provider.GetRequiredService<AuditHeads>()));
        services.AddSingleton<GuestStateFormat>();
        services.AddSingleton<IGuestStateStore, PostgreSqlGuestStateStore>();
        services.AddSingleton<IXmlRepository>(provider => new SessionKeys(provider.GetRequiredService<PostgreSqlDatabase>().Records));
        return services;
    }

    /// <summary>Keeps grain state and reminders in the database of <see cref="AddPostgreSqlStorage"/>.</summary>
    public static ISiloBuilder UsePostgreSqlOrleans(this ISiloBuilder silo)
    {
        silo.AddAdoNetGrainStorage(
            StateWriteExtensions.StorageName,
            options => options.Configure<PostgreSqlDatabase, Serializer>((storage, database, serializer) =>
            {
                storage.Invariant = Invariant;
                storage.DataSource = database.Orleans;
                storage.DeleteStateOnClear = true;
                storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            }));
        silo.UseAdoNetReminderService(options => options.Configure<PostgreSqlDatabase>((reminders, database) =>
        {
            reminders.Invariant = Invariant;
            reminders.DataSource = database.Orleans;
        }));
        return silo;
    }

    /// <summary>Keeps the silo membership in the database.</summary>
    public static ISiloBuilder UsePostgreSqlMembership(this ISiloBuilder silo) =>
        silo.UseAdoNetClustering(options => options.Configure<PostgreSqlDatabase>((clustering, database) =>
        {
            clustering.Invariant = Invariant;
            clustering.DataSource = database.Orleans;
        }));
}

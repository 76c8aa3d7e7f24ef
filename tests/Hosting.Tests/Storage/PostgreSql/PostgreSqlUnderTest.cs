using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Storage.PostgreSql;
using OrleansMonitor.Hosting.Tests.Storage.Sqlite;
using OrleansMonitor.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

namespace OrleansMonitor.Hosting.Tests.Storage.PostgreSql;

/// <summary>The stores on a real database of its own.</summary>
internal sealed class PostgreSqlUnderTest : IStorageUnderTest
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TimeProvider _time;

    public PostgreSqlUnderTest(PostgreSqlServer server, TimeProvider? time = null, string? connectionString = null)
    {
        ConnectionString = connectionString ?? server.CreateDatabase(empty => new PostgreSqlDatabase($"{empty};Pooling=false").Dispose());
        _time = time ?? TimeProvider.System;
        Open();
    }

    public string ConnectionString { get; }

    public PostgreSqlDatabase Database { get; private set; }

    public PostgreSqlWriter Writer { get; private set; }

    public WatchedLog<PostgreSqlWriter> Log { get; } = new();

    public IAuditStore Audit => new PostgreSqlAuditStore(Writer, new(Database));

    public IEventStore Events => new PostgreSqlEventStore(Writer, new(Database));

    public IIncidentStore Incidents => new PostgreSqlIncidentStore(Writer, new(Database));

    public INotificationStore Notifications => new PostgreSqlNotificationStore(Writer, new(Database));

    public IHistoryStore History => new PostgreSqlHistoryStore(Writer, new(Database));

    public IXmlRepository SessionKeys() => new Hosting.Storage.SessionKeys(Database.Records);

    public void Tamper(string sql) => Execute(sql).ShouldBeGreaterThan(0);

    public int Execute(string sql)
    {
        using var connection = Stranger();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteNonQuery();
    }

    public object? Query(string sql)
    {
        using var connection = Stranger();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    /// <summary>Another program's connection to the database.</summary>
    public NpgsqlConnection Stranger()
    {
        var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        connection.Open();
        return connection;
    }

    public void Reopen()
    {
        Close();
        Open();
    }

    public void Dispose()
    {
        Close();
        _services.Dispose();
    }

    [MemberNotNull(nameof(Database), nameof(Writer))]
    private void Open()
    {
        Database = new PostgreSqlDatabase(ConnectionString);
        Writer = new PostgreSqlWriter(
            Database, _time, TimeSpan.FromSeconds(10), new StorageMetrics(_services.GetRequiredService<IMeterFactory>()), Log);
    }

    private void Close()
    {
        Writer.Dispose();
        Database.Dispose();
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

/// <summary>The stores on a real file in a folder of its own.</summary>
internal sealed class SqliteUnderTest : IStorageUnderTest
{
    private readonly TemporaryFolder? _folder;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TimeProvider _time;
    private readonly string _connectionString;
    private SqliteReader _reader;

    public SqliteUnderTest(TimeProvider? time = null, string? connectionString = null)
    {
        if (connectionString is null) _folder = new();
        _connectionString = connectionString ?? _folder!.ConnectionString;
        _time = time ?? TimeProvider.System;
        Open();
    }

    public SqliteDatabase Database { get; private set; }

    public SqliteWriter Writer { get; private set; }

    public string File => Database.File.Path;

    public IAuditStore Audit => new SqliteAuditStore(Writer, _reader);

    public IEventStore Events => new SqliteEventStore(Writer, _reader);

    public IIncidentStore Incidents => new SqliteIncidentStore(Writer, _reader);

    public INotificationStore Notifications => new SqliteNotificationStore(Writer, _reader);

    public IHistoryStore History => new SqliteHistoryStore(Writer, _reader);

    public WatchedLog<SqliteWriter> Log { get; } = new();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    /// <summary>Another program's connection to the file.</summary>
    public SqliteConnection Stranger()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    public IXmlRepository SessionKeys() => new Hosting.Storage.SessionKeys(Database.Reads);

    public void Tamper(string sql)
    {
        using var connection = Stranger();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery().ShouldBeGreaterThan(0);
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
        _folder?.Dispose();
    }

    [MemberNotNull(nameof(Database), nameof(Writer), nameof(_reader))]
    private void Open()
    {
        Database = new SqliteDatabase(_connectionString);
        _reader = new SqliteReader(Database.Reads);

        // No wait inside SQLite, so that only the clock given says how long a lock is borne.
        var source = new SqliteDataSource(Database.File, SqliteDurability.Full, TimeSpan.Zero, pooled: false, guard: Database.Guard);
        Writer = new SqliteWriter(source, _time, TimeSpan.FromSeconds(10), new StorageMetrics(Meters), Log);
    }

    private void Close()
    {
        Writer.Dispose();
        _reader.Dispose();
        Database.Dispose();
    }
}

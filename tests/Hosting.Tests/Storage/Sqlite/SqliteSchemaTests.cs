using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

public sealed class SqliteSchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_folder_and_the_file_are_made_and_the_scripts_are_run_once()
    {
        Migrate();
        Migrate();
        Query("SELECT group_concat(ScriptName, ',') FROM (SELECT ScriptName FROM SchemaVersions ORDER BY SchemaVersionID)")
            .ShouldBe("001_orleans.sql,002_monitor.sql,003_incident_notice.sql,004_journal.sql,005_session_keys.sql,006_instance.sql,"
                + "007_notifications.sql,008_notification_reference.sql,009_silenced.sql,010_history.sql,011_notification_progress.sql");
        Query("PRAGMA journal_mode").ShouldBe("wal");
    }

    [Fact]
    public void An_empty_file_becomes_a_database()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File)!);
        File.WriteAllBytes(_folder.File, []);
        Migrate();
        Query("SELECT count(*) FROM events").ShouldBe(0L);
    }

    [Fact]
    public async Task Of_many_that_start_at_once_each_finds_the_schema_and_each_script_ran_once()
    {
        using var start = new Barrier(8);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                Migrate();
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Query("SELECT count(*) FROM SchemaVersions").ShouldBe(11L);
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_and_left_alone()
    {
        Migrate();
        Query("INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('999_future.sql', '2030-01-01') RETURNING 1");
        var problem = Should.Throw<StoreUnavailableException>(Migrate);
        problem.Message.ShouldContain(_folder.File);
        problem.Message.ShouldContain("newer version");
        problem.Message.ShouldContain("999_future.sql");
        Query("SELECT count(*) FROM SchemaVersions").ShouldBe(12L);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File)!);
        var text = new string('x', 5000);
        File.WriteAllText(_folder.File, text);
        Should.Throw<StoreUnavailableException>(Migrate).Message.ShouldContain("is not a SQLite database");
        File.ReadAllText(_folder.File).ShouldBe(text);
    }

    [Fact]
    public void A_folder_in_the_files_place_is_told()
    {
        Directory.CreateDirectory(_folder.File);
        Should.Throw<StoreUnavailableException>(Migrate).Message.ShouldContain("cannot be opened");
    }

    [Fact]
    public void A_file_in_the_folders_place_is_told()
    {
        File.WriteAllText(Path.GetDirectoryName(_folder.File)!, "");
        var problem = Should.Throw<StoreUnavailableException>(Migrate);
        problem.Message.ShouldContain("cannot be created");
        problem.Message.ShouldContain("Monitor:Database:ConnectionString");
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=x;Mode=Memory")]
    [InlineData("Pooling=False")]
    [InlineData("Host=127.0.0.1")]
    public void What_names_no_file_is_refused(string connectionString) =>
    Should.Throw<ArgumentException>(() => SqliteFile.Parse(connectionString));

    [Theory]
    [InlineData((int)SqliteDurability.Full, 2L)]
    [InlineData((int)SqliteDurability.Normal, 1L)]
    public async Task Every_connection_is_set_up_however_it_is_opened(int durability, long synchronous)
    {
        Migrate();
        using var source = new SqliteDataSource(
            SqliteFile.Parse(_folder.ConnectionString), (SqliteDurability)durability, TimeSpan.FromSeconds(5), maxConnections: 2);
        using var own = source.Open();
        await using var opened = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var created = source.CreateConnection();
        await created.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var connection in (SqliteConnection[])[own, (SqliteConnection)opened, (SqliteConnection)created])
        {
            Query(connection, "PRAGMA busy_timeout").ShouldBe(5000L);
            Query(connection, "PRAGMA synchronous").ShouldBe(synchronous);
            Query(connection, "PRAGMA foreign_keys").ShouldBe(1L);
        }
    }

    [Fact]
    public async Task No_more_connections_are_open_than_allowed_and_a_closed_one_makes_room()
    {
        Migrate();
        using var source = new SqliteDataSource(
            SqliteFile.Parse(_folder.ConnectionString), SqliteDurability.Normal, TimeSpan.FromSeconds(5), maxConnections: 1);
        var first = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var second = source.OpenConnectionAsync(TestContext.Current.CancellationToken).AsTask();
        second.IsCompleted.ShouldBeFalse();
        await first.DisposeAsync();
        await first.DisposeAsync();
        await using var opened = await second;
        using var enough = new CancellationTokenSource();
        var third = source.OpenConnectionAsync(enough.Token).AsTask();
        third.IsCompleted.ShouldBeFalse();
        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(third);
    }

    public void Dispose() => _folder.Dispose();

    private void Migrate() =>
        SqliteSchema.Migrate(
        SqliteFile.Parse(_folder.ConnectionString), new(SqliteFile.Parse(_folder.ConnectionString)), NullLogger.Instance);

    private object? Query(string sql)
    {
        using var connection = new SqliteConnection($"{_folder.ConnectionString};Pooling=False");
        connection.Open();
        return Query(connection, sql);
    }

    private static object? Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}

using Npgsql;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.PostgreSql;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Hosting.Tests.Storage.PostgreSql;

public sealed class PostgreSqlSchemaTests(PostgreSqlServer server)
{
    private readonly string _connectionString = server.CreateDatabase();

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
        Query("SELECT string_agg(scriptname, ',' ORDER BY schemaversionsid) FROM schemaversions")
            .ShouldBe("001_orleans.sql,002_monitor.sql,003_moved.sql,004_session_keys.sql,005_instance.sql,006_notifications.sql,"
                + "007_notification_reference.sql,008_silenced.sql,009_history.sql,010_notification_progress.sql");
    }

    [Fact]
    public void A_database_of_a_newer_version_is_refused_and_left_alone()
    {
        Migrate();
        Query("INSERT INTO schemaversions (scriptname, applied) VALUES ('999_future.sql', now()) RETURNING 1");
        var problem = Should.Throw<StoreUnavailableException>(Migrate);
        problem.Message.ShouldContain("newer version");
        problem.Message.ShouldContain("999_future.sql");
    }

    [Fact]
    public void A_database_that_is_not_there_is_told_with_what_to_do()
    {
        var problem = Should.Throw<StoreUnavailableException>(() => new PostgreSqlDatabase(server.ConnectionString("nowhere")));
        problem.Message.ShouldContain("'nowhere' at 127.0.0.1");
        problem.Message.ShouldContain("createdb");
    }

    [Fact]
    public void A_server_that_is_not_there_is_told_without_the_password()
    {
        var problem = Should.Throw<StoreUnavailableException>(
            () => new PostgreSqlDatabase("Host=127.0.0.1;Port=1;Database=monitor;Username=m;Password=correct-horse"));
        problem.Message.ShouldContain("does not answer");
        problem.Message.ShouldNotContain("correct-horse");
    }

    [Theory]
    [InlineData("Data Source=x.db")]
    [InlineData("Host=127.0.0.1")]
    [InlineData("Database=monitor")]
    [InlineData("Host=127.0.0.1;Database=monitor;Nonsense=1")]
    public void What_names_no_database_is_refused(string connectionString) =>
    Should.Throw<ArgumentException>(() => PostgreSqlDatabase.Parse(connectionString));

    private void Migrate() => new PostgreSqlDatabase(_connectionString).Dispose();

    private object? Query(string sql)
    {
        using var connection = new NpgsqlConnection($"{_connectionString};Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }
}

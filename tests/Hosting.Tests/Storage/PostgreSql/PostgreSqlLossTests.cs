using Npgsql;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Tests.Storage.Sqlite;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Hosting.Tests.Storage.PostgreSql;

/// <summary>A database that becomes another one, or takes no more writes, under the monitor's hands.</summary>
public sealed class PostgreSqlLossTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    private readonly WatchedTime _time = new();
    private readonly PostgreSqlUnderTest _storage;

    public PostgreSqlLossTests(PostgreSqlServer server)
    {
        _storage = new(server, _time);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Name => new NpgsqlConnectionStringBuilder(_storage.ConnectionString).Database!;

    [Theory]
    [InlineData("UPDATE database_instance SET id = 'another'", "was replaced by another one")]
    [InlineData("UPDATE database_instance SET probes = 0", "was set back to an older state")]
    [InlineData("DROP TABLE database_instance", "without the monitor's tables")]
    public async Task It_is_noticed_within_5_s_where_nothing_is_written_and_nothing_is_acknowledged_from_then_on(string deed, string words)
    {
        await Probed();
        await Probe();
        _storage.Execute(deed);

        (await Noticed()).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(5));
        _storage.Writer.LastError.ShouldNotBeNull().ShouldContain(words);
        (await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.SaveAsync(Rows.Action(2), Stop))).Message.ShouldContain(words);
        _storage.Query("SELECT count(*) FROM autonomy_actions").ShouldBe(0L);
    }

    [Fact]
    public async Task The_right_database_is_gone_on_with_when_it_is_back()
    {
        await Probed();
        var id = _storage.Query("SELECT id FROM database_instance");
        _storage.Execute("UPDATE database_instance SET id = 'another'");
        await Noticed();
        _storage.Execute($"UPDATE database_instance SET id = '{id}'");
        await _time.AdvanceUntil(_storage.Log.Written("accepts writes again"), Step);
        await _storage.Audit.SaveAsync(Rows.Action(2), Stop);
    }

    [Fact]
    public async Task A_database_that_is_dropped_and_made_anew_is_noticed_and_not_written_to()
    {
        await Probed();
        Administer($"DROP DATABASE \"{Name}\" WITH (FORCE)");
        (await Noticed()).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(5));

        Administer($"CREATE DATABASE \"{Name}\"");
        await _time.Waiting();
        await Probe();
        await Should.ThrowAsync<StoreUnavailableException>(_storage.Events.AppendAsync([Rows.Event(1)], Stop));
        _storage.Writer.IsHealthy.ShouldBeFalse();
        _storage.Query("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'").ShouldBe(0L);
    }

    [Fact]
    public async Task A_database_that_lets_nothing_be_written_is_noticed_and_gone_on_with()
    {
        await Probed();
        ReadOnly("on");
        (await Noticed()).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(5));
        await _time.Waiting();
        await Probe();
        _storage.Writer.LastError.ShouldNotBeNull().ShouldContain("read-only");

        ReadOnly("off");
        await _time.AdvanceUntil(_storage.Log.Written("accepts writes again"), Step);
        await _storage.Audit.SaveAsync(Rows.Action(2), Stop);
    }

    public void Dispose() => _storage.Dispose();

    private Task<TimeSpan> Noticed() => _time.AdvanceUntil(_storage.Log.Written("Writes wait"), Step);

    // The writer waits for its first probe; that is made, and the wait for the next one has begun.
    private async Task Probed()
    {
        await _time.Waiting();
        await Probe();
    }

    private async Task Probe()
    {
        _time.Advance(Step);
        await _time.Waiting();
    }

    private void ReadOnly(string value)
    {
        Administer($"ALTER DATABASE \"{Name}\" SET default_transaction_read_only = {value}");
        Administer($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Name}'");
    }

    private void Administer(string sql)
    {
        using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_storage.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}

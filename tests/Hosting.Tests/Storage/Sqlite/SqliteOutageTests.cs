using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

/// <summary>A database that is locked, full or gone for a while.</summary>
public sealed class SqliteOutageTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly WatchedTime _time = new();
    private readonly SqliteUnderTest _storage;

    public SqliteOutageTests() => _storage = new SqliteUnderTest(_time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_waits_for_a_lock_and_is_stored_once_it_is_released()
    {
        using var stranger = _storage.Stranger();
        await _time.Waiting();
        Execute(stranger, "BEGIN EXCLUSIVE");
        var save = _storage.Audit.SaveAsync(Rows.Action(1), Stop);
        await _time.Waiting();
        save.IsCompleted.ShouldBeFalse();
        _storage.Writer.IsHealthy.ShouldBeFalse();

        Execute(stranger, "ROLLBACK");
        await _time.AdvanceUntil(save, Step);
        await save;
        (await _storage.Audit.ListAsync(new(), Stop)).Items.Single().Id.ShouldBe("action-1");
        _storage.Writer.IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public async Task A_lock_longer_than_10_s_is_told_in_words_and_nothing_is_stored_then_or_later()
    {
        using var stranger = _storage.Stranger();
        await _time.Waiting();
        Execute(stranger, "BEGIN EXCLUSIVE");
        var save = _storage.Audit.SaveAsync(Rows.Action(1), Stop);
        var append = _storage.Events.AppendAsync([Rows.Event(1)], Stop);

        (await _time.AdvanceUntil(save, Step)).ShouldBeInRange(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11));
        var problem = await Should.ThrowAsync<StoreUnavailableException>(save);
        await Should.ThrowAsync<StoreUnavailableException>(append);
        problem.Message.ShouldContain(_storage.File);
        problem.Message.ShouldContain("locked by another program");
        problem.Message.ShouldContain("Nothing was stored");
        _storage.Writer.LastError.ShouldNotBeNull().ShouldContain("locked");

        Execute(stranger, "ROLLBACK");
        var later = _storage.Audit.SaveAsync(Rows.Action(2), Stop);
        await _time.AdvanceUntil(later, Step);
        await later;
        (await _storage.Audit.ListAsync(new(), Stop)).Items.Single().Id.ShouldBe("action-2");
        (await _storage.Events.LastSequenceAsync(Stop)).ShouldBe(0);
    }

    [Fact]
    public async Task What_came_during_an_outage_waits_its_own_10_s()
    {
        using var stranger = _storage.Stranger();
        await _time.Waiting();
        Execute(stranger, "BEGIN EXCLUSIVE");
        var first = _storage.Audit.SaveAsync(Rows.Action(1), Stop);
        await _time.Waiting();
        _time.Advance(TimeSpan.FromSeconds(6));
        await _time.Waiting();
        var second = _storage.Audit.SaveAsync(Rows.Action(2), Stop);
        _time.Advance(Step);
        await _time.AdvanceUntil(first, Step);
        await Should.ThrowAsync<StoreUnavailableException>(first);

        Execute(stranger, "ROLLBACK");
        await _time.AdvanceUntil(second, Step);
        await second;
        (await _storage.Audit.ListAsync(new(), Stop)).Items.Single().Id.ShouldBe("action-2");
    }

    [Fact]
    public async Task A_full_file_is_told_in_words_and_works_again_once_there_is_room()
    {
        await _storage.Writer.ExecuteAsync(session => session.Execute("PRAGMA max_page_count=1"), Stop);
        var large = Rows.Action(1) with { ResultDetails = new string('x', 200_000) };
        var save = _storage.Audit.SaveAsync(large, Stop);
        await _time.AdvanceUntil(save, Step);
        var problem = await Should.ThrowAsync<StoreUnavailableException>(save);
        problem.Message.ShouldContain(_storage.File);
        problem.Message.ShouldContain("full");
        problem.Message.ShouldContain("Monitor:Retention");
        (await _storage.Audit.ListAsync(new(), Stop)).Items.ShouldBeEmpty();

        await _storage.Writer.ExecuteAsync(session => session.Execute("PRAGMA max_page_count=100000"), Stop);
        await _storage.Audit.SaveAsync(large, Stop);
        (await _storage.Audit.ListAsync(new(), Stop)).Items.Single().ResultDetails!.Length.ShouldBe(200_000);
    }

    [Fact]
    public async Task A_quiet_monitor_notices_by_itself_that_the_file_works_again()
    {
        using var stranger = _storage.Stranger();
        await _time.Waiting();
        Execute(stranger, "BEGIN EXCLUSIVE");
        var save = _storage.Audit.SaveAsync(Rows.Action(1), Stop);
        await _time.AdvanceUntil(save, Step);
        await Should.ThrowAsync<StoreUnavailableException>(save);

        _storage.Writer.IsHealthy.ShouldBeFalse();
        Execute(stranger, "ROLLBACK");
        await _time.AdvanceUntil(_storage.Log.Written("accepts writes again"), TimeSpan.FromSeconds(5));
        _storage.Writer.IsHealthy.ShouldBeTrue();
        (await _storage.Audit.ListAsync(new(), Stop)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_file_is_told_at_once()
    {
        _storage.Writer.IsHealthy.ShouldBeTrue();
        File.WriteAllText(_storage.File, new string('?', 8192));
        var problem = await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.SaveAsync(Rows.Action(1), Stop));
        problem.Message.ShouldContain("is not a SQLite database");
    }

    public void Dispose() => _storage.Dispose();

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

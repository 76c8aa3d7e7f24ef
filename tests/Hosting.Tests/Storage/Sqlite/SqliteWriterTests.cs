using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

public sealed class SqliteWriterTests : IDisposable
{
    private readonly SqliteUnderTest _storage = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_of_64_concurrent_callers_are_all_stored_once_and_in_far_fewer_commits()
    {
        var operations = 0L;
        var commits = 0;
        using var listener = Listen((name, value) =>
        {
            if (name == "monitor.storage.operations") (operations, commits) = (operations + (long)value, commits + 1);
        });

        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++) await _storage.Audit.SaveAsync(Rows.Action((caller * 100) + i), Stop);
        })));

        Stored("SELECT count(DISTINCT id) FROM autonomy_actions").ShouldBe(6400);
        Stored("SELECT count(*) FROM autonomy_actions").ShouldBe(6400);
        operations.ShouldBe(6400);
        commits.ShouldBeLessThan(3200);
    }

    [Fact]
    public async Task A_failing_operation_leaves_no_trace_and_does_not_touch_its_neighbours()
    {
        using var hold = new ManualResetEventSlim();
        var held = _storage.Writer.ExecuteAsync(_ => hold.Wait(TimeSpan.FromSeconds(20)), Stop);
        var before = _storage.Audit.SaveAsync(Rows.Action(1), Stop);
        var refused = _storage.Writer.ExecuteAsync(
            session =>
            {
                session.Execute("INSERT INTO storage_probe VALUES (x'00')");
                return session.Execute("INSERT INTO storage_probe VALUES (NULL)");
            },
            Stop);
        var broken = _storage.Writer.ExecuteAsync<int>(_ => throw new InvalidOperationException("a bug"), Stop);
        var after = _storage.Audit.SaveAsync(Rows.Action(2), Stop);
        hold.Set();

        await Task.WhenAll(held, before, after);
        (await Should.ThrowAsync<SqliteException>(refused)).Message.ShouldContain("NOT NULL");
        await Should.ThrowAsync<InvalidOperationException>(broken);
        Stored("SELECT count(*) FROM storage_probe").ShouldBe(0);
        Stored("SELECT count(*) FROM autonomy_actions").ShouldBe(2);
        _storage.Writer.IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_cancelled_before_it_began_is_not_stored()
    {
        using var hold = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = _storage.Writer.ExecuteAsync(
            _ =>
            {
                began.TrySetResult();
                return hold.Wait(TimeSpan.FromSeconds(20));
            },
            Stop);
        await began.Task;
        var save = _storage.Audit.SaveAsync(Rows.Action(1), cancel.Token);
        await cancel.CancelAsync();
        hold.Set();
        await Should.ThrowAsync<OperationCanceledException>(save);
        await held;
        Stored("SELECT count(*) FROM autonomy_actions").ShouldBe(0);
    }

    [Fact]
    public async Task Closing_commits_what_is_queued_and_refuses_what_comes_later()
    {
        var saves = Enumerable.Range(0, 1000).Select(i => _storage.Audit.SaveAsync(Rows.Action(i), Stop)).ToList();
        _storage.Writer.Dispose();
        await Task.WhenAll(saves);
        Stored("SELECT count(*) FROM autonomy_actions").ShouldBe(1000);
        await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.SaveAsync(Rows.Action(1001), Stop));
    }

    [Fact]
    public async Task Readers_neither_wait_for_a_write_nor_see_it_before_its_commit()
    {
        using var hold = new ManualResetEventSlim();
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var write = _storage.Writer.ExecuteAsync(
            session =>
            {
                var rows = session.Execute(
                    "INSERT INTO events (id, timestamp, type, severity, source, title, message, details) VALUES ('x', 0, 'system', "
                        + "'info', 'monitor', '', '', '{}')");
                written.TrySetResult();
                hold.Wait(TimeSpan.FromSeconds(20));
                return rows;
            },
            Stop);
        await written.Task;
        (await _storage.Events.ReadAfterAsync(0, 10, Stop)).ShouldBeEmpty();
        hold.Set();
        await write;
        (await _storage.Events.ReadAfterAsync(0, 10, Stop)).Count.ShouldBe(1);
    }

    public void Dispose() => _storage.Dispose();

    private long Stored(string sql)
    {
        using var connection = _storage.Stranger();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private MeterListener Listen(Action<string, double> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == StorageMetrics.MeterName && instrument.Meter.Scope == _storage.Meters)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured(instrument.Name, value));
        listener.Start();
        return listener;
    }
}

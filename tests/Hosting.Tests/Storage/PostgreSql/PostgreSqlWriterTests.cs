using Npgsql;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Hosting.Tests.Storage.PostgreSql;

/// <summary>Writers of several processes on one database.</summary>
public sealed class PostgreSqlWriterTests(PostgreSqlServer server) : IDisposable
{
    private readonly PostgreSqlUnderTest _storage = new(server);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_two_processes_are_read_once_each_in_order_and_without_a_number_left_out()
    {
        using var second = new PostgreSqlUnderTest(server, connectionString: _storage.ConnectionString);
        var writing = Task.WhenAll(
            new[] { _storage, second }.SelectMany((storage, process) => Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
                await storage.Events.AppendAsync([Rows.Event((((process * 4) + writer) * 50) + i), Rows.Event(0)], Stop);
        }))));

        var seen = new List<long>();
        bool more;
        do
        {
            var wasOver = writing.IsCompleted;
            var read = await _storage.Events.ReadAfterAsync(seen.LastOrDefault(), 100, Stop);
            seen.AddRange(read.Select(row => row.Sequence));
            more = !wasOver || read.Count > 0;
        }
        while (more);

        await writing;
        seen.ShouldBe(Enumerable.Range(1, 400).Select(i => (long)i));
        (await second.Events.LastSequenceAsync(Stop)).ShouldBe(400);
    }

    [Fact]
    public async Task Two_processes_make_one_chain()
    {
        using var second = new PostgreSqlUnderTest(server, connectionString: _storage.ConnectionString);
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => (i % 2 == 0 ? _storage : second).Audit.SaveAsync(Rows.Action(i), Stop)));
        var verdict = (await AuditVerifier.VerifyAsync(second.Audit, Stop)).ShouldHaveSingleItem();
        (verdict.Chain.Head, verdict.Break).ShouldBe((400, null));
    }

    [Fact]
    public async Task A_failing_operation_leaves_no_trace_and_does_not_touch_its_neighbours()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = _storage.Writer.ExecuteAsync(
            async _ =>
            {
                await hold.Task;
                return 0;
            },
            Stop);
        var before = _storage.Audit.SaveAsync(Rows.Action(1), Stop);
        var refused = _storage.Writer.ExecuteAsync(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO storage_probe VALUES ('x')");
                return await session.ExecuteAsync("INSERT INTO storage_probe VALUES (NULL)");
            },
            Stop);
        var after = _storage.Audit.SaveAsync(Rows.Action(2), Stop);
        hold.SetResult();

        await Task.WhenAll(held, before, after);
        (await Should.ThrowAsync<PostgresException>(refused)).SqlState.ShouldBe(PostgresErrorCodes.NotNullViolation);
        _storage.Query("SELECT count(*) FROM storage_probe").ShouldBe(0L);
        _storage.Query("SELECT count(*) FROM autonomy_actions").ShouldBe(2L);
        _storage.Writer.IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public async Task A_process_that_hangs_in_the_middle_of_a_write_does_not_hold_up_the_others_for_longer_than_a_few_seconds()
    {
        using var hung = new PostgreSqlUnderTest(server, connectionString: _storage.ConnectionString);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wakes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stuck = hung.Writer.ExecuteAsync(
            async session =>
            {
                began.TrySetResult();
                await wakes.Task;
                return await session.ExecuteAsync("INSERT INTO storage_probe VALUES ('x')");
            },
            Stop);
        await began.Task;

        await _storage.Audit.SaveAsync(Rows.Action(1), Stop).WaitAsync(TimeSpan.FromSeconds(9), Stop);

        wakes.SetResult();
        (await stuck).ShouldBe(1);
        _storage.Query("SELECT count(*) FROM storage_probe").ShouldBe(1L);
    }

    [Fact]
    public async Task Closing_commits_what_is_queued_and_refuses_what_comes_later()
    {
        var saves = Enumerable.Range(0, 300).Select(i => _storage.Audit.SaveAsync(Rows.Action(i), Stop)).ToList();
        _storage.Writer.Dispose();
        await Task.WhenAll(saves);
        await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.SaveAsync(Rows.Action(1001), Stop));
    }

    [Fact]
    public async Task Characters_that_PostgreSQL_cannot_hold_are_replaced_and_the_chain_stays_whole()
    {
        await _storage.Audit.SaveAsync(Rows.Action(1) with { ResultDetails = "a\0b" }, Stop);
        await _storage.Events.AppendAsync([Rows.Event(1) with { Message = "a\0b" }], Stop);
        (await _storage.Audit.ListAsync(new(), Stop)).Items.Single().ResultDetails.ShouldBe("a\uFFFDb");
        (await AuditVerifier.VerifyAsync(_storage.Audit, Stop)).Single().Break.ShouldBeNull();
    }

    public void Dispose() => _storage.Dispose();
}

using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Tests.Storage.Sqlite;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Hosting.Tests.Storage.PostgreSql;

/// <summary>A server that goes away and comes back.</summary>
public sealed class PostgreSqlOutageTests : IDisposable
{
    private readonly PostgreSqlServer _server = new();
    private readonly WatchedTime _time = new();
    private readonly PostgreSqlUnderTest _storage;

    public PostgreSqlOutageTests() => _storage = new(_server, _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_waits_for_the_database_and_is_stored_once_it_is_back_and_one_that_waited_10_s_is_not()
    {
        await _storage.Audit.SaveAsync(Rows.Action(1), Stop);
        _server.Stop();
        var late = _storage.Audit.SaveAsync(Rows.Action(2), Stop);
        (await _time.AdvanceUntil(late, TimeSpan.FromMilliseconds(500)))
            .ShouldBeInRange(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11));
        (await Should.ThrowAsync<StoreUnavailableException>(late)).Message.ShouldContain("does not answer");
        _storage.Writer.IsHealthy.ShouldBeFalse();
        await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.ListAsync(new(), Stop));

        var patient = _storage.Audit.SaveAsync(Rows.Action(3), Stop);
        await _time.Waiting();
        _server.Start();
        await _time.AdvanceUntil(patient, TimeSpan.FromMilliseconds(100));
        await patient;
        (await _storage.Audit.ListAsync(new(), Stop)).Items.Select(row => row.Id).ShouldBe(["action-3", "action-1"]);
        _storage.Writer.IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public async Task A_quiet_monitor_notices_by_itself_that_the_database_goes_and_is_back()
    {
        _server.Stop();
        await _time.AdvanceUntil(_storage.Log.Written("does not answer"), TimeSpan.FromSeconds(5));
        _storage.Writer.IsHealthy.ShouldBeFalse();
        _server.Start();
        await _time.AdvanceUntil(_storage.Log.Written("accepts writes again"), TimeSpan.FromSeconds(5));
        _storage.Writer.IsHealthy.ShouldBeTrue();
    }

    public void Dispose()
    {
        _storage.Dispose();
        _server.Dispose();
    }
}

using Microsoft.Extensions.Configuration;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Tests.Storage.Sqlite;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Hosting.Tests.Storage.PostgreSql;

public sealed class DataMigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteUnderTest _file;
    private readonly PostgreSqlUnderTest _target;
    private readonly List<string> _told = [];

    public DataMigrationTests(PostgreSqlServer server)
    {
        _file = new(connectionString: _folder.ConnectionString);
        _target = new(server);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_there_afterwards_under_its_number_and_the_chains_go_on()
    {
        await Fill();
        await Move();

        (await _target.Audit.ListAsync(new(Limit: 500), Stop)).Items.ShouldBe((await _file.Audit.ListAsync(new(Limit: 500), Stop)).Items);
        (await _target.Events.ReadAfterAsync(0, 1000, Stop)).Select(e => (e.Sequence, e.Id))
            .ShouldBe((await _file.Events.ReadAfterAsync(0, 1000, Stop)).Select(e => (e.Sequence, e.Id)));
        (await _target.Incidents.FindAsync("incident-1", Stop)).ShouldNotBeNull().Title.ShouldBe(Rows.Incident(1).Title);
        _target.Query("SELECT encode(Payload, 'hex') FROM OrleansStorage").ShouldBe("0102");

        // Numbers that were given out are not given again, also where their rows are gone.
        (await _target.Events.AppendAsync([Rows.Event(9999)], Stop))
            .Single().Sequence.ShouldBe(await _file.Events.LastSequenceAsync(Stop) + 1);
        await _target.Audit.SaveAsync(Rows.Action(9999), Stop);
        await _target.Incidents.SaveAsync(Rows.Incident(2), Stop);
        (await AuditVerifier.VerifyAsync(_target.Audit, Stop)).ShouldAllBe(verdict => verdict.Break == null);
        _told.ShouldContain("events: 1199 rows");
        _told[^1].ShouldStartWith("1 of 1 audit chains are intact.");
    }

    [Fact]
    public async Task Broken_off_it_goes_on_where_it_stopped()
    {
        await Fill();
        await Move();

        // As if it had broken off after some portions.
        _target.Execute(
            "DELETE FROM events WHERE sequence > 700; DELETE FROM autonomy_actions WHERE seq > 100; UPDATE moved_from SET finished = NULL");
        await Move();
        _target.Query("SELECT count(*) FROM events").ShouldBe(1199L);
        (await AuditVerifier.VerifyAsync(_target.Audit, Stop)).ShouldAllBe(verdict => verdict.Break == null);
    }

    [Fact]
    public async Task A_database_with_other_data_is_refused_and_left_alone()
    {
        await Fill();
        await _target.Events.AppendAsync([Rows.Event(5000)], Stop);
        (await Should.ThrowAsync<StoreUnavailableException>(Move())).Message.ShouldContain("holds data already");
        _target.Query("SELECT count(*) FROM events").ShouldBe(1L);
    }

    [Fact]
    public async Task A_file_that_a_monitor_writes_is_refused()
    {
        await Fill();
        using var stranger = _file.Stranger();
        using var begin = stranger.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        (await Should.ThrowAsync<StoreUnavailableException>(Move())).Message.ShouldContain("locked by another program");
    }

    public void Dispose()
    {
        _file.Dispose();
        _target.Dispose();
        _folder.Dispose();
    }

    private async Task Fill()
    {
        for (var i = 0; i < 1200; i += 300) await _file.Events.AppendAsync([.. Enumerable.Range(i, 300).Select(Rows.Event)], Stop);
        await _file.Events.CleanUpAsync(Rows.Noon.AddSeconds(1), Stop);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _file.Audit.SaveAsync(Rows.Action(i), Stop)));
        await _file.Incidents.SaveAsync(Rows.Incident(1), Stop);
        await _file.Writer
            .ExecuteAsync(
            session => session.Execute("INSERT INTO OrleansStorage VALUES ('lab/100', 'guest', 0, 0, 'monitor', 1, x'0102')"), Stop);
    }

    private Task Move() => MoveDataCommand.RunAsync(
        _file.File,
        new ConfigurationBuilder().AddInMemoryCollection(
            [new("Monitor:Database:Provider", "PostgreSql"), new("Monitor:Database:ConnectionString", _target.ConnectionString)]).Build(),
        _told.Add,
        Stop);
}

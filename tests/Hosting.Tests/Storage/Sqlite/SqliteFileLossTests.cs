using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

/// <summary>A file that goes, or becomes another one, under the monitor's hands.</summary>
public sealed class SqliteFileLossTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly WatchedTime _time = new();
    private readonly SqliteUnderTest _storage;

    public SqliteFileLossTests() => _storage = new SqliteUnderTest(_time);

    public enum Fault
    {
        Deleted,
        DeletedWithAll,
        Moved,
        ReplacedByAnother,
        ReplacedByNothing,
        ReplacedByItsOwnCopy,
        OverwrittenByAnother,
        OverwrittenByAnOlderCopy,
        Emptied,
        CutOff,
        Scribbled,
        LogDeleted,
    }

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>()];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Log => _storage.File + "-wal";

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task It_is_noticed_within_5_s_where_nothing_is_written_and_nothing_is_acknowledged_from_then_on(Fault fault)
    {
        await Work();
        Inflict(fault);

        var noticed = await _time.AdvanceUntil(_storage.Log.Written("Writes wait"), Step);

        noticed.ShouldBeLessThanOrEqualTo(Limit);
        _storage.Writer.IsHealthy.ShouldBeFalse();
        _storage.Writer.LastError.ShouldNotBeNull().ShouldContain(_storage.File);
        _storage.Writer.LastError.ShouldContain(fault == Fault.Scribbled ? "is not a SQLite database" : "restart the monitor");
        (await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.SaveAsync(Rows.Action(2), Stop))).Message
            .ShouldContain("Nothing");
        await Should.ThrowAsync<StoreUnavailableException>(_storage.Events.AppendAsync([Rows.Event(2)], Stop));
    }

    [Theory]
    [InlineData(Fault.Deleted)]
    [InlineData(Fault.DeletedWithAll)]
    [InlineData(Fault.Moved)]
    [InlineData(Fault.ReplacedByAnother)]
    [InlineData(Fault.ReplacedByNothing)]
    [InlineData(Fault.Emptied)]
    [InlineData(Fault.CutOff)]
    [InlineData(Fault.LogDeleted)]
    public async Task The_very_next_write_is_not_acknowledged(Fault fault)
    {
        await Work();
        Inflict(fault);
        await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.SaveAsync(Rows.Action(2), Stop));
        _storage.Writer.IsHealthy.ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_put_back_is_gone_on_with()
    {
        await Work();
        File.Move(_storage.File, _storage.File + ".away");
        await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.SaveAsync(Rows.Action(2), Stop));

        File.Move(_storage.File + ".away", _storage.File);
        await _time.AdvanceUntil(_storage.Log.Written("accepts writes again"), Step);

        await _storage.Audit.SaveAsync(Rows.Action(3), Stop);
        (await _storage.Audit.ListAsync(new(), Stop)).Items.Select(row => row.Id).ShouldBe(["action-3", "action-1"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Before_the_first_write_too_it_is_said_in_the_same_words_and_gone_on_with_once_it_is_back(bool readerNoticesFirst)
    {
        await _time.Waiting();
        (await _storage.Audit.ListAsync(new(), Stop)).Items.ShouldBeEmpty();
        File.Move(_storage.File, _storage.File + ".away");
        if (readerNoticesFirst)
            (await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.ListAsync(new(), Stop))).Message
                .ShouldContain("was deleted or moved away");

        (await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.SaveAsync(Rows.Action(1), Stop))).Message
            .ShouldContain("was deleted or moved away");
        await _time.Waiting();

        File.Move(_storage.File + ".away", _storage.File);
        (await _time.AdvanceUntil(_storage.Log.Written("accepts writes again"), Step)).ShouldBeLessThanOrEqualTo(Limit);
        await _storage.Audit.SaveAsync(Rows.Action(2), Stop);
        (await _storage.Audit.ListAsync(new(), Stop)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task No_new_file_is_made_under_the_name_of_one_that_is_gone()
    {
        await Work();
        Inflict(Fault.DeletedWithAll);
        await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.SaveAsync(Rows.Action(2), Stop));
        SqliteConnection.ClearAllPools();

        await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.ListAsync(new(), Stop));
        File.Exists(_storage.File).ShouldBeFalse();
    }

    [Fact]
    public async Task A_reader_is_not_led_to_another_file_under_the_name()
    {
        await Work();
        SqliteConnection.ClearAllPools();
        Inflict(Fault.ReplacedByAnother);
        (await Should.ThrowAsync<StoreUnavailableException>(_storage.Audit.ListAsync(new(), Stop))).Message.ShouldContain("replaced");
    }

    [Fact]
    public async Task Housekeeping_by_other_programs_is_no_loss()
    {
        await Work();
        for (var i = 10; i < 400; i++) await _storage.Audit.SaveAsync(Rows.Action(i) with { ResultDetails = new string('x', 4000) }, Stop);
        using (var stranger = _storage.Stranger())
        {
            Execute(stranger, "PRAGMA wal_checkpoint(TRUNCATE)");
            Execute(stranger, "DELETE FROM autonomy_actions");
            Execute(stranger, "VACUUM");
            Execute(stranger, "PRAGMA wal_checkpoint(TRUNCATE)");
        }

        await _storage.Audit.SaveAsync(Rows.Action(2), Stop);
        for (var i = 0; i < 6; i++)
        {
            await _time.Waiting();
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        await _storage.Audit.SaveAsync(Rows.Action(3), Stop);
        _storage.Writer.IsHealthy.ShouldBeTrue(_storage.Writer.LastError);
    }

    public void Dispose() => _storage.Dispose();

    // Stored, and looked at once by the writer's own probe.
    private async Task Work()
    {
        await _time.Waiting();
        await _storage.Audit.SaveAsync(Rows.Action(1), Stop);
        await _time.Waiting();
        _time.Advance(TimeSpan.FromSeconds(2));
        await _time.Waiting();
    }

    private void Inflict(Fault fault)
    {
        var copy = _storage.File + ".copy";
        switch (fault)
        {
            case Fault.Deleted:
                File.Delete(_storage.File);
                break;
            case Fault.DeletedWithAll:
                foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_storage.File)!)) File.Delete(file);
                break;
            case Fault.Moved:
                File.Move(_storage.File, _storage.File + ".away");
                break;
            case Fault.ReplacedByAnother:
                Another(copy);
                File.Move(copy, _storage.File, overwrite: true);
                break;
            case Fault.ReplacedByNothing:
                File.WriteAllBytes(copy, []);
                File.Move(copy, _storage.File, overwrite: true);
                break;
            case Fault.ReplacedByItsOwnCopy:
                File.Copy(_storage.File, copy);
                File.Move(copy, _storage.File, overwrite: true);
                break;
            case Fault.OverwrittenByAnother:
                Another(copy);
                Overwrite(copy);
                break;
            case Fault.OverwrittenByAnOlderCopy:
                File.Copy(_storage.File, copy);
                using (var stranger = _storage.Stranger()) Execute(stranger, "PRAGMA wal_checkpoint(PASSIVE)");
                _time.Advance(TimeSpan.FromSeconds(2));
                _time.Waiting().GetAwaiter().GetResult();
                Overwrite(copy);
                break;
            case Fault.Emptied:
                using (var file = File.OpenWrite(_storage.File)) file.SetLength(0);
                break;
            case Fault.CutOff:
                using (var file = File.OpenWrite(_storage.File)) file.SetLength(8192);
                break;
            case Fault.Scribbled:
                using (var file = File.OpenWrite(_storage.File)) file.Write(Enumerable.Repeat((byte)'?', (int)file.Length).ToArray());
                break;
            default:
                File.Delete(Log);
                break;
        }
    }

    private static void Another(string path)
    {
        using var other = new SqliteUnderTest(connectionString: $"Data Source={path}");
    }

    private void Overwrite(string copy)
    {
        var content = File.ReadAllBytes(copy);
        using var file = File.OpenWrite(_storage.File);
        file.Write(content);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

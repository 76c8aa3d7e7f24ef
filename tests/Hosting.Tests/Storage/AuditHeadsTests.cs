using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Storage.Heads;
using OrleansMonitor.Hosting.Tests.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Tests.Storage;

/// <summary>The ends of the audit log's chains as they are kept outside the database.</summary>
public sealed class AuditHeadsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 14, 2, 0, TimeSpan.Zero));
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteUnderTest _storage = new();
    private AuditHeads _heads;

    public AuditHeadsTests() => _heads = Fresh();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Record => Path.Combine(_folder.Path, "monitor.heads");

    private IAuditStore Store => new HeadRecordingAuditStore(_storage.Audit, _heads);

    [Fact]
    public async Task A_log_that_only_grows_fits_also_after_a_restart()
    {
        await Save(1, 5);
        await Keep();
        await Save(6, 9);
        (await Reasons()).ShouldBeEmpty();
        Restart();
        (await Reasons()).ShouldBeEmpty();
        await Keep();
        Restart();
        (await Reasons()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_that_was_set_back_is_found_though_its_chain_is_whole()
    {
        await Save(1, 5);
        await Keep();
        _storage.Tamper("DELETE FROM autonomy_actions WHERE chain_sequence > 3");
        _storage.Tamper("UPDATE audit_chains SET head = 3, head_hash = (SELECT hash FROM autonomy_actions WHERE chain_sequence = 3)");
        Restart();

        (await AuditVerifier.VerifyAsync(Store, Stop)).ShouldAllBe(verdict => verdict.Break == null);
        (await Reasons())
            .ShouldBe(
            ["the log ends at 3, but row 5 was on record at 2026-11-24 14:02:00 UTC: it was wiped or set back to an older state"]);
    }

    [Fact]
    public async Task A_row_is_on_record_when_its_writer_is_answered()
    {
        await Save(1, 5);
        _storage.Tamper("DELETE FROM autonomy_actions");
        _storage.Tamper("DELETE FROM audit_chains");
        Restart();
        (await Reasons()).Single().ShouldContain("the log ends at 0, but row 5 was on record");
    }

    [Fact]
    public async Task One_that_was_set_back_and_has_grown_past_its_old_end_is_found_and_what_was_on_record_stays()
    {
        await Save(1, 5);
        await Keep();
        _storage.Tamper("DELETE FROM autonomy_actions WHERE chain_sequence > 3");
        _storage.Tamper("UPDATE audit_chains SET head = 3, head_hash = (SELECT hash FROM autonomy_actions WHERE chain_sequence = 3)");
        Restart();
        await Save(11, 20);
        await Keep();
        Restart();

        (await Reasons()).Single().ShouldContain("row 5 is not the one that was on record at 2026-11-24 14:02:00 UTC");
    }

    [Fact]
    public async Task A_wiped_log_is_found_where_no_chain_is_left()
    {
        await Save(1, 5);
        await Keep();
        _storage.Tamper("DELETE FROM autonomy_actions");
        _storage.Tamper("DELETE FROM audit_chains");
        Restart();

        var verdict = (await AuditVerifier.VerifyAsync(Store, _heads, Stop)).ShouldHaveSingleItem();
        verdict.Chain.Name.ShouldBe("lab");
        verdict.Break.ShouldNotBeNull().Reason.ShouldContain("the log ends at 0, but row 5 was on record");
    }

    [Fact]
    public async Task What_retention_deletes_is_no_objection()
    {
        await Save(1, 5);
        await Keep();
        (await _storage.Audit.CleanUpAsync(DateTimeOffset.MaxValue, Stop)).ShouldBe(5);
        (await Reasons()).ShouldBeEmpty();
        await Save(6, 8);
        await Keep();
        (await _storage.Audit.CleanUpAsync(DateTimeOffset.MaxValue, Stop)).ShouldBe(3);
        Restart();
        (await Reasons()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_that_another_hand_changed_is_said_and_not_overwritten()
    {
        await Save(1, 5);
        await Keep();
        File.WriteAllText(Record, File.ReadAllText(Record).Replace("\"Sequence\":5", "\"Sequence\":4", StringComparison.Ordinal));
        var changed = File.ReadAllText(Record);
        Restart();
        await Save(6, 6);
        await Keep();

        _heads.Tampered.ShouldBeTrue();
        _heads.Problem.ShouldNotBeNull().ShouldContain("its seal does not fit");
        File.ReadAllText(Record).ShouldBe(changed);
    }

    [Fact]
    public async Task A_record_without_its_key_does_not_count()
    {
        await Save(1, 5);
        await Keep();
        File.Delete(Record + ".key");
        Restart();
        await Reasons();
        _heads.Tampered.ShouldBeTrue();
        _heads.Problem.ShouldNotBeNull().ShouldContain("key is missing");
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_is_said_and_written_later()
    {
        Directory.CreateDirectory(Record);
        await Save(1, 5);
        await Keep();
        _heads.Problem.ShouldNotBeNull().ShouldContain("cannot be written");
        Directory.Delete(Record);
        await Keep();
        _heads.Problem.ShouldBeNull();
        File.Exists(Record).ShouldBeTrue();
    }

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }

    private AuditHeads Fresh() => new(new HeadsFile(Record), _time, NullLogger<AuditHeads>.Instance);

    private void Restart() => _heads = Fresh();

    private Task Keep() => _heads.RecordAsync(Store, Stop);

    private async Task<IEnumerable<string>> Reasons() => (await _heads.CompareAsync(Store, Stop)).Select(one => one.Reason);

    private async Task Save(int from, int to)
    {
        for (var number = from; number <= to; number++) await Store.SaveAsync(Rows.Action(number) with { Cluster = "lab" }, Stop);
    }
}

using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Hosting.Storage;

namespace OrleansMonitor.Hosting.Tests.Storage;

/// <summary>What every database must do with the hash chains of <c>autonomy_actions</c>.</summary>
public abstract class AuditChainTests(IStorageUnderTest storage) : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_row_carries_the_hash_of_the_one_before_in_its_cluster()
    {
        await Save(1, "lab");
        await Save(2, "other");
        await Save(3, null);
        storage.Reopen();
        await Save(4, "lab");

        var rows = await storage.Audit.ReadChainAsync("lab", 0, 100, Stop);
        rows.Select(row => (row.Id, row.ChainSequence)).ShouldBe([("action-1", 1), ("action-4", 2)]);
        rows[0].PreviousHash.ShouldBe(AuditChain.Genesis);
        rows[1].PreviousHash.ShouldBe(rows[0].Hash);
        rows.ShouldAllBe(row => row.Hash == AuditChain.HashOf(row));
        (await storage.Audit.ReadChainAsync("", 0, 100, Stop)).Single().ChainSequence.ShouldBe(1);
        (await storage.Audit.ReadChainAsync("lab", 1, 100, Stop)).Single().Id.ShouldBe("action-4");
        (await Breaks()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_known_id_does_not_move_the_chain()
    {
        await Save(1, "lab");
        await Save(1, "lab");
        await Save(2, "lab");
        (await storage.Audit.ListChainsAsync(Stop)).Single().Head.ShouldBe(2);
        (await Breaks()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_that_come_at_once_make_one_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 700).Select(number => Save(number, number % 2 == 0 ? "lab" : "other")));
        (await storage.Audit.ListChainsAsync(Stop)).Select(chain => (chain.Name, chain.Head)).ShouldBe([("lab", 350), ("other", 350)]);
        (await Breaks()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UPDATE autonomy_actions SET result_details = 'nothing to see' WHERE id = 'action-3'", "action-3", 3,
        "its content is not what was stored")]
    [InlineData("UPDATE autonomy_actions SET timestamp = timestamp + 1 WHERE id = 'action-1'", "action-1", 1,
        "its content is not what was stored")]
    [InlineData("UPDATE autonomy_actions SET runbook_id = NULL WHERE id = 'action-3'", "action-3", 3, "its content is not what was stored")]
    [InlineData("DELETE FROM autonomy_actions WHERE id = 'action-2'", "action-3", 2, "row 2 is missing before it")]
    [InlineData("DELETE FROM autonomy_actions WHERE id = 'action-5'", null, 5, "the rows from here to 5 are missing")]
    [InlineData("DELETE FROM autonomy_actions", null, 1, "the rows from here to 5 are missing")]
    [InlineData("UPDATE autonomy_actions SET cluster = 'other' WHERE id = 'action-4'", "action-5", 4, "row 4 is missing before it")]
    [InlineData("UPDATE autonomy_actions SET chain_sequence = 0 WHERE id = 'action-5'", "action-5", 0, "it is outside the chain")]
    public async Task The_first_row_that_does_not_fit_is_named(string deed, string? row, long sequence, string reason)
    {
        for (var number = 1; number <= 5; number++) await Save(number, "lab");
        storage.Tamper(deed);
        (await Breaks()).ShouldBe([new(row, sequence, reason)]);
    }

    [Fact]
    public async Task A_row_that_is_forged_with_its_own_hash_does_not_fit_the_next()
    {
        for (var number = 1; number <= 3; number++) await Save(number, "lab");
        var second = (await storage.Audit.ReadChainAsync("lab", 1, 1, Stop)).Single();
        var forged = AuditChain.HashOf(second with { Actor = "nobody" });
        storage.Tamper($"UPDATE autonomy_actions SET actor = 'nobody', hash = '{forged}' WHERE id = 'action-2'");
        (await Breaks()).ShouldBe([new("action-3", 3, "it does not carry the hash of the row before")]);
    }

    [Fact]
    public async Task A_chain_stays_whole_when_its_begin_is_cleaned_up_and_names_what_is_missing_after_it()
    {
        for (var number = 1; number <= 5; number++) await Save(number, "lab");
        (await storage.Audit.CleanUpAsync(Rows.Noon.AddMinutes(3), Stop)).ShouldBe(2);
        (await Breaks()).ShouldBeEmpty();
        (await storage.Audit.ListChainsAsync(Stop)).Single().Anchor.ShouldBe(2);

        storage.Tamper("DELETE FROM autonomy_actions WHERE id = 'action-3'");
        (await Breaks()).ShouldBe([new("action-4", 3, "row 3 is missing before it")]);
    }

    [Fact]
    public async Task What_is_old_behind_something_newer_is_kept_until_that_is_old_too()
    {
        await Save(1, "lab");
        await storage.Audit.SaveAsync(Rows.Action(90), Stop);
        await Save(2, "lab");
        (await storage.Audit.CleanUpAsync(Rows.Noon.AddMinutes(50), Stop)).ShouldBe(1);
        (await Breaks()).ShouldBeEmpty();
        (await storage.Audit.CleanUpAsync(Rows.Noon.AddMinutes(91), Stop)).ShouldBe(2);
        await Save(3, "lab");
        (await Breaks()).ShouldBeEmpty();
        (await storage.Audit.ListChainsAsync(Stop)).Single().Head.ShouldBe(4);
    }

    [Fact]
    public async Task A_clean_up_of_everything_leaves_a_chain_that_goes_on()
    {
        await Save(1, "lab");
        await storage.Audit.CleanUpAsync(Rows.Noon.AddYears(1), Stop);
        (await Breaks()).ShouldBeEmpty();
        await Save(2, "lab");
        (await storage.Audit.ReadChainAsync("lab", 0, 10, Stop)).Single().ChainSequence.ShouldBe(2);
        (await Breaks()).ShouldBeEmpty();
    }

    public void Dispose()
    {
        storage.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task Save(int number, string? cluster) => storage.Audit.SaveAsync(Rows.Action(number) with { Cluster = cluster }, Stop);

    private async Task<IEnumerable<ChainBreak>> Breaks() =>
        (await AuditVerifier.VerifyAsync(storage.Audit, Stop)).Select(verdict => verdict.Break).OfType<ChainBreak>();
}

using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Hosting.Tests.Storage;

/// <summary>What every database must do with <c>autonomy_actions</c>.</summary>
public abstract class AuditStoreTests(IStorageUnderTest storage) : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_comes_back_as_it_was_saved_also_after_a_restart()
    {
        await storage.Audit.SaveAsync(Rows.Action(1), Stop);
        storage.Reopen();
        (await storage.Audit.ListAsync(new(), Stop)).Items.Single().ShouldBe(AuditChain.Link(Rows.Action(1), 0, AuditChain.Genesis));
    }

    [Fact]
    public async Task A_row_may_have_nothing_but_what_it_needs()
    {
        var bare = new AutonomyAction
        {
            Id = "bare",
            Timestamp = Rows.Noon,
            Action = "set_kill_switch",
            Result = ActionResult.Success,
            AutonomyLevel = AutonomyLevel.Observe
        };
        await storage.Audit.SaveAsync(bare, Stop);
        (await storage.Audit.ListAsync(new(), Stop)).Items.Single().ShouldBe(AuditChain.Link(bare, 0, AuditChain.Genesis));
    }

    [Fact]
    public async Task Every_result_comes_back_as_itself()
    {
        foreach (var result in Enum.GetValues<ActionResult>())
            await storage.Audit.SaveAsync(Rows.Action((int)result) with { Result = result }, Stop);
        (await storage.Audit.ListAsync(new(), Stop)).Items.Select(row => row.Result).ShouldBe(Enum.GetValues<ActionResult>().Reverse());
    }

    [Fact]
    public async Task A_known_id_changes_nothing()
    {
        await storage.Audit.SaveAsync(Rows.Action(1), Stop);
        await storage.Audit.SaveAsync(Rows.Action(1) with { Result = ActionResult.Failure }, Stop);
        (await storage.Audit.ListAsync(new(), Stop)).Items.Single().Result.ShouldBe(ActionResult.Planned);
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest_without_a_gap_or_a_double()
    {
        for (var i = 1; i <= 7; i++) await storage.Audit.SaveAsync(Rows.Action(i), Stop);
        var seen = new List<string>();
        long? cursor = null;
        do
        {
            var page = await storage.Audit.ListAsync(new(Limit: 3, Before: cursor), Stop);
            seen.AddRange(page.Items.Select(row => row.Id));
            cursor = page.NextCursor;
            await storage.Audit.SaveAsync(Rows.Action(100 + seen.Count), Stop);
        }
        while (cursor is not null);
        seen.ShouldBe(["action-7", "action-6", "action-5", "action-4", "action-3", "action-2", "action-1"]);
    }

    [Fact]
    public async Task A_page_that_is_just_full_is_the_last()
    {
        for (var i = 1; i <= 3; i++) await storage.Audit.SaveAsync(Rows.Action(i), Stop);
        (await storage.Audit.ListAsync(new(Limit: 3), Stop)).NextCursor.ShouldBeNull();
    }

    [Fact]
    public async Task Filters_hold_together()
    {
        await storage.Audit.SaveAsync(Rows.Action(1, "A:lab/1") with { Result = ActionResult.Blocked }, Stop);
        await storage.Audit.SaveAsync(Rows.Action(2, "A:lab/1"), Stop);
        await storage.Audit.SaveAsync(Rows.Action(3, "B:lab/1") with { Result = ActionResult.Blocked }, Stop);
        await storage.Audit.SaveAsync(Rows.Action(4, "A:lab/1") with { Result = ActionResult.Blocked, Cluster = "other" }, Stop);
        var page = await storage.Audit
            .ListAsync(new(IncidentId: "incident-of-A:lab/1", Cluster: "lab", Result: ActionResult.Blocked), Stop);
        page.Items.Single().Id.ShouldBe("action-1");
    }

    [Theory]
    [InlineData("BACKED", "action-2")]
    [InlineData("backed alice", "action-2")]
    [InlineData("backed nobody", "")]
    [InlineData("100%_sure", "action-3")]
    [InlineData("lab/101", "action-4")]
    [InlineData("runs!", "action-4")]
    [InlineData("start_guest", "action-4 action-3 action-2 action-1")]
    public async Task A_text_is_found_in_the_whole_journal_word_by_word_and_as_it_is_written(string text, string found)
    {
        await storage.Audit.SaveAsync(Rows.Action(1) with { ResultDetails = "1000 sure" }, Stop);
        await storage.Audit.SaveAsync(Rows.Action(2) with { ResultDetails = "The guest is being Backed up" }, Stop);
        await storage.Audit.SaveAsync(Rows.Action(3) with { VerificationResult = "100%_sure" }, Stop);
        await storage.Audit.SaveAsync(Rows.Action(4, "VM_CRASHED:lab/101") with { ResultDetails = "it runs!" }, Stop);
        var seen = new List<string>();
        long? cursor = null;
        do
        {
            var page = await storage.Audit.ListAsync(new(Limit: 1, Before: cursor, Text: text), Stop);
            seen.AddRange(page.Items.Select(row => row.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        string.Join(' ', seen).ShouldBe(found);
    }

    [Fact]
    public async Task An_entity_an_action_and_a_time_are_exact()
    {
        await storage.Audit.SaveAsync(Rows.Action(1, "VM_CRASHED:lab/10"), Stop);
        await storage.Audit.SaveAsync(Rows.Action(2, "VM_CRASHED:lab/100"), Stop);
        await storage.Audit.SaveAsync(Rows.Action(3, "VM_FROZEN:lab/10") with { Action = "reset_guest" }, Stop);
        await storage.Audit.SaveAsync(Rows.Action(4) with { IncidentKey = null }, Stop);

        (await Ids(new(Entity: "lab/10"))).ShouldBe("action-3 action-1");
        (await Ids(new(Entity: "lab/10", Action: "start_guest"))).ShouldBe("action-1");
        (await Ids(new(Since: Rows.Noon.AddMinutes(2), Until: Rows.Noon.AddMinutes(4)))).ShouldBe("action-3 action-2");
    }

    private async Task<string> Ids(ActionQuery query) =>
        string.Join(' ', (await storage.Audit.ListAsync(query, Stop)).Items.Select(row => row.Id));

    [Fact]
    public async Task An_incidents_rows_are_listed_oldest_first()
    {
        await storage.Audit.SaveAsync(Rows.Action(1, "A:lab/1"), Stop);
        await storage.Audit.SaveAsync(Rows.Action(2, "B:lab/1"), Stop);
        await storage.Audit.SaveAsync(Rows.Action(3, "A:lab/1"), Stop);
        (await storage.Audit.ListByIncidentAsync("A:lab/1", Stop)).Select(row => row.Id).ShouldBe(["action-1", "action-3"]);
    }

    [Fact]
    public async Task Attempts_are_counted_from_an_instant_on_that_belongs_to_them_whatever_its_offset()
    {
        await storage.Audit.SaveAsync(Rows.Action(1), Stop);
        await storage.Audit.SaveAsync(Rows.Action(2), Stop);
        await storage.Audit.SaveAsync(Rows.Action(3), Stop);
        await storage.Audit.SaveAsync(Rows.Action(4, attempt: 0), Stop);
        await storage.Audit.SaveAsync(Rows.Action(5, "OTHER:lab/1"), Stop);
        var second = Rows.Noon.AddMinutes(2);
        (await storage.Audit.CountAttemptsSinceAsync("VM_CRASHED:lab/100", second, Stop)).ShouldBe(2);
        (await storage.Audit.CountAttemptsSinceAsync("VM_CRASHED:lab/100", second.ToOffset(TimeSpan.FromHours(9)), Stop)).ShouldBe(2);
        (await storage.Audit.CountAttemptsSinceAsync("VM_CRASHED:lab/100", second.AddTicks(10), Stop)).ShouldBe(1);
    }

    [Fact]
    public async Task Times_compare_as_times_where_their_texts_would_not()
    {
        var year = new DateTimeOffset(999, 12, 31, 23, 59, 59, TimeSpan.Zero);
        await storage.Audit.SaveAsync(Rows.Action(1) with { Timestamp = year }, Stop);
        await storage.Audit
            .SaveAsync(Rows.Action(2) with { Timestamp = new DateTimeOffset(2026, 1, 1, 0, 30, 0, TimeSpan.FromHours(2)) }, Stop);
        (await storage.Audit
            .CountAttemptsSinceAsync("VM_CRASHED:lab/100", new DateTimeOffset(2025, 12, 31, 22, 30, 0, TimeSpan.Zero), Stop)).ShouldBe(1);
        (await storage.Audit.ListAsync(new(), Stop)).Items[^1].Timestamp.ShouldBe(year);
    }

    [Fact]
    public async Task Clean_up_takes_what_is_older_and_leaves_the_instant_itself()
    {
        for (var i = 1; i <= 4; i++) await storage.Audit.SaveAsync(Rows.Action(i), Stop);
        (await storage.Audit.CleanUpAsync(Rows.Noon.AddMinutes(3), Stop)).ShouldBe(2);
        (await storage.Audit.ListAsync(new(), Stop)).Items.Select(row => row.Id).ShouldBe(["action-4", "action-3"]);
    }

    [Fact]
    public async Task A_clean_up_of_more_than_a_portion_takes_all()
    {
        await Task.WhenAll(Enumerable.Range(0, 4100).Select(i => storage.Audit.SaveAsync(Rows.Action(i), Stop)));
        (await storage.Audit.CleanUpAsync(Rows.Noon.AddMinutes(4099), Stop)).ShouldBe(4099);
        (await storage.Audit.ListAsync(new(), Stop)).Items.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_cursor_names_the_same_place_after_a_clean_up()
    {
        for (var i = 1; i <= 4; i++) await storage.Audit.SaveAsync(Rows.Action(i), Stop);
        var cursor = (await storage.Audit.ListAsync(new(Limit: 1), Stop)).NextCursor;
        await storage.Audit.CleanUpAsync(Rows.Noon.AddMinutes(100), Stop);
        await storage.Audit.SaveAsync(Rows.Action(5), Stop);
        (await storage.Audit.ListAsync(new(Before: cursor), Stop)).Items.ShouldBeEmpty();
    }

    public void Dispose()
    {
        storage.Dispose();
        GC.SuppressFinalize(this);
    }
}

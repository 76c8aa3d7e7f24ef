namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>When a row claims a stop or a start that is not believed.</summary>
public sealed class GuestDoubtTests
{
    [Fact]
    public void A_stop_and_a_start_need_a_witness_and_nothing_else_does()
    {
        Needs(Given.Running(), GuestStatus.Stopped).ShouldBeTrue();
        Needs(Stopped(), GuestStatus.Running).ShouldBeTrue();
        Needs(Stopped(), GuestStatus.Paused).ShouldBeTrue();

        Needs(null, GuestStatus.Stopped).ShouldBeFalse("first sight");
        Needs(Given.Running(), GuestStatus.Running).ShouldBeFalse();
        Needs(Given.Running(), GuestStatus.Paused).ShouldBeFalse("its process lives");
        Needs(Given.Running(), GuestStatus.Unknown).ShouldBeFalse();
        Needs(Stopped(), GuestStatus.Transient).ShouldBeFalse();
        Needs(Given.Running() with { Status = GuestStatus.Unknown }, GuestStatus.Stopped).ShouldBeFalse("first known status");
        Needs(Given.Running(), GuestStatus.Stopped, NodeStatus.Offline).ShouldBeFalse("outdated");
        Needs(Given.Running(GuestKind.Container), GuestStatus.Stopped).ShouldBeFalse("another guest");
    }

    [Theory]
    [InlineData(GuestStatus.Running)]
    [InlineData(GuestStatus.Paused)]
    [InlineData(GuestStatus.Transient)]
    [InlineData(GuestStatus.Unknown)]
    public void A_stop_that_its_node_does_not_confirm_is_not_believed(GuestStatus live) =>
        Doubted(Given.Running(), Given.Row(GuestStatus.Stopped), Given.Live(live));

    [Theory]
    [InlineData(GuestStatus.Stopped)]
    [InlineData(GuestStatus.Transient)]
    [InlineData(GuestStatus.Unknown)]
    public void A_start_that_its_node_does_not_confirm_is_not_believed(GuestStatus live) =>
        Doubted(Stopped(), Given.Row(GuestStatus.Running), Given.Live(live));

    [Fact]
    public void Without_a_witness_nothing_is_believed()
    {
        Doubted(Given.Running(), Given.Row(GuestStatus.Stopped), Confirmation.None);
        Doubted(Given.Running(), Given.Row(GuestStatus.Stopped), Confirmation.Absent("its node did not answer")).Reason
            .ShouldContain("did not answer");
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("migrate")]
    [InlineData("suspending")]
    [InlineData("rollback")]
    public void A_stop_under_a_lock_is_the_operation_that_holds_it(string held)
    {
        Doubted(Given.Running(), Given.Row(GuestStatus.Stopped), Given.Live(GuestStatus.Stopped, held)).Reason.ShouldContain(held);
        Doubted(Given.Running(), Given.Row(GuestStatus.Stopped, held: held), Confirmation.Repeated).Reason.ShouldContain(held);
    }

    [Fact]
    public void A_stop_whose_cause_is_still_being_sought_is_not_believed_even_with_a_witness()
    {
        var inquiry = Inquiry.None with { Waiting = "but not why: its node cannot be asked" };
        var verdict = GuestTracker.Observe(
            Given.Guest, Given.Running(), Given.Seen(Given.Row(GuestStatus.Stopped), 12), Given.Live(GuestStatus.Stopped), inquiry);

        verdict.Settled.ShouldBeFalse();
        verdict.State.Status.ShouldBe(GuestStatus.Running);
        verdict.State.Ledger.Active.ShouldBeEmpty();
        verdict.Reason.ShouldContain("cannot be asked");
    }

    [Fact]
    public void A_witness_is_awaited_longer_where_the_node_is_slow()
    {
        Confirmation.WaitForRows(null).ShouldBe(TimeSpan.FromMinutes(1));
        Confirmation.WaitForRows(TimeSpan.FromSeconds(10)).ShouldBe(TimeSpan.FromMinutes(1));
        Confirmation.WaitForRows(TimeSpan.FromSeconds(45)).ShouldBe(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public void The_live_lock_counts_where_there_is_one()
    {
        var verdict = Observe(Given.Running(), Given.Row(GuestStatus.Stopped, held: "backup"), Given.Live(GuestStatus.Stopped));

        verdict.State.Ledger.Active.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(GuestStatus.Unknown)]
    [InlineData(GuestStatus.Transient)]
    public void A_status_that_tells_nothing_changes_nothing(GuestStatus status)
    {
        foreach (var last in new[] { Given.Running(), Stopped() })
        {
            var verdict = Observe(last, Given.Row(status, template: null), Given.Live(GuestStatus.Stopped));
            verdict.State.ShouldBeSameAs(last);
            verdict.Settled.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(GuestStatus.Unknown)]
    [InlineData(GuestStatus.Transient)]
    public void The_first_known_status_is_taken_silently(GuestStatus before)
    {
        var verdict = Observe(Given.Running() with { Status = before }, Given.Row(GuestStatus.Stopped), Confirmation.None);

        verdict.State.Status.ShouldBe(GuestStatus.Stopped);
        verdict.State.Ledger.Outbox.ShouldBeEmpty();
        verdict.Settled.ShouldBeTrue();
    }

    [Theory]
    [InlineData(NodeStatus.Offline)]
    [InlineData(NodeStatus.Unknown)]
    public void Rows_of_a_node_that_is_away_are_old_news(NodeStatus node)
    {
        var last = Given.Running();
        var row = Given.Row(GuestStatus.Stopped, node: "pve2");
        var verdict = GuestTracker.Observe(Given.Guest, last, Given.Seen(row, 12, node), Given.Live(GuestStatus.Stopped));

        verdict.State.ShouldBeSameAs(last);
        verdict.Settled.ShouldBeFalse("the row contradicts what is known and must be looked at again");
        GuestTracker.Observe(Given.Guest, last, Given.Seen(Given.Row(GuestStatus.Running), 12, node), Confirmation.None).Settled
            .ShouldBeTrue();
    }

    private static GuestVerdict Doubted(GuestState last, GuestSample row, Confirmation confirmation)
    {
        var verdict = Observe(last, row, confirmation);
        verdict.State.ShouldBeSameAs(last);
        verdict.Settled.ShouldBeFalse();
        return verdict;
    }

    private static bool Needs(GuestState? last, GuestStatus row, NodeStatus node = NodeStatus.Online) =>
        GuestTracker.NeedsConfirmation(last, Given.Seen(Given.Row(row), 12, node));

    private static GuestVerdict Observe(GuestState last, GuestSample row, Confirmation confirmation) =>
        GuestTracker.Observe(Given.Guest, last, Given.Seen(row, 12), confirmation);

    private static GuestState Stopped() => Given.Running() with { Status = GuestStatus.Stopped };
}

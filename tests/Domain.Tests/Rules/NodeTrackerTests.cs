namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class NodeTrackerTests
{
    [Theory]
    [InlineData(NodeStatus.Online)]
    [InlineData(NodeStatus.Offline)]
    [InlineData(NodeStatus.Unknown)]
    public void First_sight_populates_silently(NodeStatus status)
    {
        var state = Observe(null, status);

        state.Status.ShouldBe(status);
        state.Ledger.ShouldBeSameAs(ConditionLedger.Empty);
    }

    [Fact]
    public void Online_to_offline_is_unreachable_and_back_ends_it()
    {
        var away = Observe(Online(), NodeStatus.Offline);
        var crash = away.Ledger.Active.ShouldHaveSingleItem();
        crash.Condition.ShouldBe(ConditionType.NodeUnreachable);
        crash.Severity.ShouldBe(Severity.Critical);
        away.Ledger.Outbox.Select(found => found.Kind).ShouldBe([FindingKind.Changed, FindingKind.Raised]);

        var back = Observe(away with { Ledger = away.Ledger.Delivered() }, NodeStatus.Online);
        back.Ledger.Active.ShouldBeEmpty();
        back.Ledger.Outbox.Select(found => found.Kind).ShouldBe([FindingKind.Changed, FindingKind.Cleared]);
    }

    [Theory]
    [InlineData(NodeStatus.Online)]
    [InlineData(NodeStatus.Offline)]
    public void Unknown_is_neither_down_nor_up(NodeStatus before)
    {
        var last = Online() with { Status = before };

        Observe(last, NodeStatus.Unknown).ShouldBeSameAs(last);
    }

    [Fact]
    public void Whom_members_with_quorum_hear_is_back_though_its_row_says_nothing_yet()
    {
        var away = See(Online(), new(NodeStatus.Offline, Frozen: false, Answers: false));
        NodeObservation silent = new(NodeStatus.Unknown, Frozen: null, Answers: null);

        NodeTracker.NeedsMembership(away, silent).ShouldBeTrue();
        See(away, silent).ShouldBeSameAs(away);
        See(away, silent with { ReachedByMembers = false }).ShouldBeSameAs(away);
        var back = See(away, silent with { ReachedByMembers = true });
        back.Ledger.Active.ShouldBeEmpty();
        back.Status.ShouldBe(NodeStatus.Online);
        NodeTracker.NeedsMembership(back, silent).ShouldBeFalse();
    }

    [Fact]
    public void That_a_node_is_back_is_not_said_by_itself_alone()
    {
        var away = See(Online(), new(NodeStatus.Offline, Frozen: false, Answers: false));
        NodeObservation alone = new(NodeStatus.Online, Frozen: null, Answers: null) { Doubt = "no endpoint has quorum" };

        See(away, alone).ShouldBeSameAs(away);
        See(Online(), alone).Status.ShouldBe(NodeStatus.Online);
        See(away, alone with { Doubt = null }).Ledger.Active.ShouldBeEmpty();
    }

    [Fact]
    public void The_first_fresh_word_of_a_node_is_silent_when_it_is_online() =>
        Observe(Online() with { Status = NodeStatus.Unknown }, NodeStatus.Online).Ledger.Outbox.ShouldBeEmpty();

    [Fact]
    public void A_node_that_was_off_at_first_sight_raises_nothing_when_it_comes() =>
        Observe(Observe(null, NodeStatus.Offline), NodeStatus.Online).Ledger.Outbox.ShouldAllBe(found => found.Kind == FindingKind.Changed);

    [Fact]
    public void A_node_that_boots_is_not_cut_off_unless_the_others_do_not_hear_it_for_a_minute()
    {
        NodeObservation back = new(NodeStatus.Offline, Frozen: false, Answers: true);
        var down = See(Online(), new(NodeStatus.Offline, Frozen: false, Answers: false));

        var returning = NodeTracker.Observe(Given.Node, down, back, Given.At(100)).State;
        returning.Ledger.Active.ShouldHaveSingleItem().Condition.ShouldBe(ConditionType.NodeUnreachable);
        NodeTracker.Observe(Given.Node, returning, back, Given.At(159)).State.Ledger.Active.ShouldHaveSingleItem().Condition
            .ShouldBe(ConditionType.NodeUnreachable);
        NodeTracker.Observe(Given.Node, returning, back, Given.At(160)).State.Ledger.Active.ShouldHaveSingleItem().Condition
            .ShouldBe(ConditionType.NodeIsolated);
        NodeTracker.Observe(Given.Node, returning, new(NodeStatus.Online, Frozen: null, Answers: null), Given.At(112)).State.Ledger.Active
            .ShouldBeEmpty();
        var lost = NodeTracker.Observe(Given.Node, returning, new(NodeStatus.Offline, Frozen: false, Answers: false), Given.At(112)).State;
        NodeTracker.Observe(Given.Node, lost, back, Given.At(170)).State.Ledger.Active.ShouldHaveSingleItem("it answers anew").Condition
            .ShouldBe(ConditionType.NodeUnreachable);
    }

    [Fact]
    public void A_node_that_may_have_been_shut_down_between_two_polls_has_a_minute_to_be_heard()
    {
        NodeDeparture forgotten = new(NodeDepartureKind.Unknown, null, "the list of its tasks is full") { MayBePlanned = true };
        NodeObservation back = new(NodeStatus.Offline, Frozen: false, Answers: true) { Departure = forgotten };

        var starting = NodeTracker.Observe(Given.Node, Online(), back, Given.At(30)).State;
        starting.Ledger.Active.ShouldBeEmpty();
        NodeTracker.Observe(Given.Node, starting, back, Given.At(89)).State.Ledger.Active.ShouldBeEmpty();
        NodeTracker.Observe(Given.Node, starting, back, Given.At(90)).State.Ledger.Active.ShouldHaveSingleItem().Condition
            .ShouldBe(ConditionType.NodeIsolated);
        NodeTracker.Observe(Given.Node, starting, back with { Answers = false }, Given.At(60)).State.Ledger.Active
            .ShouldHaveSingleItem().Condition
            .ShouldBe(ConditionType.NodeUnreachable);
        NodeTracker.Observe(Given.Node, starting, new(NodeStatus.Online, Frozen: null, Answers: null), Given.At(60)).State.Ledger.Active
            .ShouldBeEmpty();

        var unread = back with { Departure = forgotten with { MayBePlanned = false } };
        NodeTracker.Observe(Given.Node, Online(), unread, Given.At(30)).State.Ledger.Active.ShouldHaveSingleItem().Condition
            .ShouldBe(ConditionType.NodeIsolated);
    }

    [Fact]
    public void A_node_that_answers_by_itself_is_cut_off_not_down()
    {
        var cut = See(Online(), new(NodeStatus.Offline, Frozen: false, Answers: true));
        cut.Ledger.Active.ShouldHaveSingleItem().Condition.ShouldBe(ConditionType.NodeIsolated);

        var down = See(cut, new(NodeStatus.Offline, Frozen: false, Answers: false));
        down.Ledger.Active.ShouldHaveSingleItem().Condition.ShouldBe(ConditionType.NodeUnreachable);
    }

    [Theory]
    [InlineData(NodeStatus.Online)]
    [InlineData(NodeStatus.Unknown)]
    public void A_node_whose_data_stands_still_is_frozen_until_it_moves(NodeStatus row)
    {
        var frozen = See(Online(), new(row, Frozen: true, Answers: null));
        frozen.Ledger.Active.ShouldHaveSingleItem().Condition.ShouldBe(ConditionType.NodeFrozen);
        frozen.Status.ShouldBe(NodeStatus.Online);

        See(frozen, new(NodeStatus.Online, Frozen: null, Answers: null)).Ledger.Active
            .ShouldHaveSingleItem("a monitor that has just started cannot tell yet");
        See(frozen, new(NodeStatus.Online, Frozen: false, Answers: null)).Ledger.Active.ShouldBeEmpty();
    }

    [Fact]
    public void It_stands_iff_the_last_known_word_is_offline_after_another_and_alternates() =>
        Gen.Enum<NodeStatus>().Array[1, 40].Sample(rows =>
        {
            NodeState? state = null;
            var (all, expected) = (new List<Finding>(), false);
            for (var i = 0; i < rows.Length; i++)
            {
                if (rows[i] == NodeStatus.Online) expected = false;
                else if (rows[i] == NodeStatus.Offline && state is not null && state.Status != NodeStatus.Offline) expected = true;
                state = NodeTracker.Observe(Given.Node, state, new(rows[i], Frozen: false, Answers: false), Given.At(i * 12)).State;
                all.AddRange(state.Ledger.Outbox);
                state = state with { Ledger = state.Ledger.Delivered() };
                state.Ledger.Active.IsEmpty.ShouldBe(!expected, $"after row {i}");
            }

            all.Select(found => found.Id).ShouldBeUnique();
            all.Where(found => found.Condition is not null)
                .Select((found, i) => found.Kind == (i % 2 == 0 ? FindingKind.Raised : FindingKind.Cleared)).ShouldAllBe(right => right);
        });

    private static NodeState Observe(NodeState? last, NodeStatus status) =>
        NodeTracker.Observe(Given.Node, last, new(status, Frozen: false, Answers: null), Given.At(12)).State;

    private static NodeState See(NodeState last, NodeObservation seen) => NodeTracker.Observe(Given.Node, last, seen, Given.At(12)).State;

    private static NodeState Online() => new() { Status = NodeStatus.Online, Since = Given.Start };
}

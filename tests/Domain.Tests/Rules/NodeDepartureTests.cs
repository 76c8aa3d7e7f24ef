namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>What is said of a node that leaves, by why it leaves and by who says so.</summary>
public sealed class NodeDepartureTests
{
    private static readonly NodeDeparture Shutdown = new(NodeDepartureKind.Shutdown, "anna@pve",
        "it was shut down cleanly: stopall by anna@pve")
    { Task = "stopall" };

    [Theory]
    [InlineData(NodeDepartureKind.Unknown, Severity.Critical, "Node pve1 is unreachable")]
    [InlineData(NodeDepartureKind.Unexplained, Severity.Critical, "Node pve1 is unreachable")]
    [InlineData(NodeDepartureKind.Fenced, Severity.Critical, "Node pve1 was fenced by Proxmox HA")]
    [InlineData(NodeDepartureKind.Shutdown, Severity.Warning, "Node pve1 was shut down by anna@pve")]
    [InlineData(NodeDepartureKind.Maintenance, Severity.Warning, "Node pve1 is away for maintenance")]
    public void The_cause_comes_first_and_the_severity_by_it(NodeDepartureKind kind, Severity severity, string title)
    {
        var raised = See(Online, Away(new(kind, "anna@pve", "why")), 12).Ledger.Outbox.Single(found => found.Kind == FindingKind.Raised);

        (raised.Condition, raised.Severity, raised.Title).ShouldBe((ConditionType.NodeUnreachable, severity, title));
    }

    [Fact]
    public void A_shutdown_in_order_is_critical_once_it_lasts_too_long()
    {
        var away = Told(See(Online, Away(Shutdown), 12));
        away = Told(See(away, Away(null), 12 + 899));
        away.Ledger.Active.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Warning);

        var late = See(away, Away(null), 12 + 900);

        var updated = late.Ledger.Outbox.ShouldHaveSingleItem();
        (updated.Kind, updated.Severity, updated.Title).ShouldBe(
            (FindingKind.Updated, Severity.Critical, "Node pve1 has not come back"));
        See(Told(late), Away(null), 2000).Ledger.Outbox.ShouldBeEmpty();
        See(Told(late), Back, 2000).Ledger.Active.ShouldBeEmpty();
        See(Told(See(Told(late), Back, 2000)), Away(new(NodeDepartureKind.Unexplained, null, "why")), 2012).Ledger.Active
            .ShouldHaveSingleItem().Severity.ShouldBe(Severity.Critical, "the next time it just goes");
    }

    [Fact]
    public void One_that_answers_while_it_shuts_down_is_not_cut_off()
    {
        var stopping = See(Online, Away(Shutdown) with { Answers = true }, 12);
        stopping.Ledger.Active.ShouldHaveSingleItem().Condition.ShouldBe(ConditionType.NodeUnreachable);
        See(Told(stopping), Away(null) with { Answers = true }, 30).Ledger.Outbox.ShouldBeEmpty();
    }

    [Fact]
    public void Whom_nobody_with_quorum_misses_nothing_is_said_of_until_somebody_does()
    {
        var seen = Away(null) with { Doubt = "no endpoint has quorum" };
        NodeTracker.NeedsDeparture(Online, seen).ShouldBeFalse();

        var state = See(Online, seen, 12);

        state.ShouldBeSameAs(Online);
        NodeTracker.Explain(Given.Node, Online, seen, Given.At(12))
            .ShouldContain(judged => judged.Reason.Contains("no endpoint has quorum", StringComparison.Ordinal));
        See(state, Away(null), 24).Ledger.Active.ShouldHaveSingleItem().Condition.ShouldBe(ConditionType.NodeUnreachable);
        var known = Told(See(Online, Away(null), 12));
        See(known, seen, 24).ShouldBeSameAs(known, "nor does a minority end what stands");
    }

    [Fact]
    public void A_reboot_that_nobody_saw_is_told_once_with_its_cause()
    {
        var seen = Back with { Pulse = new NodePulse(20, Given.At(24), Given.At(12), Frozen: false) { RebootedAt = Given.At(24) } };
        NodeTracker.NeedsDeparture(Online, seen).ShouldBeTrue();

        var told = See(Online, seen with { Departure = Shutdown }, 24);

        var change = told.Ledger.Outbox.ShouldHaveSingleItem();
        (change.Severity, change.Title).ShouldBe((Severity.Info, "Node pve1 was rebooted"));
        change.Reason.ShouldEndWith("stopall by anna@pve");
        NodeTracker.NeedsDeparture(told, seen).ShouldBeFalse();
        See(Told(told), seen, 36).Ledger.Outbox.ShouldBeEmpty();
        See(null, seen, 24).Ledger.Outbox.ShouldBeEmpty("first sight is silent");
        See(Online, seen with { Departure = new(NodeDepartureKind.Unexplained, null, "why") }, 24).Ledger.Outbox
            .ShouldHaveSingleItem().Severity.ShouldBe(Severity.Warning);
    }

    [Fact]
    public void A_fence_is_told_once()
    {
        var fenced = See(Online, Away(null) with { HaState = "fence" }, 12);
        fenced.Ledger.Outbox.ShouldContain(found => found.Title == "Node pve1 is fenced");
        See(Told(fenced), Away(null) with { HaState = "fence" }, 24).Ledger.Outbox.ShouldBeEmpty();
        See(null, Away(null) with { HaState = "fence" }, 24).Ledger.Outbox.ShouldBeEmpty("first sight is silent");
    }

    [Fact]
    public void Slow_figures_are_one_warning_once_they_have_been_slow_for_ten_minutes()
    {
        var slow = Back with { Pulse = new NodePulse(20, Given.At(24), Given.At(12), Frozen: false) { Pace = TimeSpan.FromSeconds(45) } };
        var state = See(Online, slow, 12);
        state.Ledger.Outbox.ShouldBeEmpty();

        state = See(state, slow, 612);

        state.Ledger.Active.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            active => (active.Condition, active.Severity).ShouldBe((ConditionType.NodeSlow, Severity.Warning)),
            active => active.Reason.ShouldStartWith("pvestatd takes 45 s for a round"));
        See(state, slow with { Pulse = slow.Pulse with { Pace = TimeSpan.FromSeconds(25) } }, 700).Ledger.Active
            .ShouldHaveSingleItem("neither slow nor quick");
        See(state, slow with { Pulse = slow.Pulse with { Pace = TimeSpan.FromSeconds(10) } }, 700).Ledger.Active.ShouldBeEmpty();
    }

    private static NodeState Online { get; } = new() { Status = NodeStatus.Online, Since = Given.Start };

    private static NodeObservation Back { get; } = new(NodeStatus.Online, Frozen: false, Answers: null);

    private static NodeObservation Away(NodeDeparture? departure) =>
        new(NodeStatus.Offline, Frozen: null, Answers: false) { Departure = departure };

    private static NodeState See(NodeState? last, NodeObservation seen, double at) =>
        NodeTracker.Observe(Given.Node, last, seen, Given.At(at)).State;

    private static NodeState Told(NodeState state) => state with { Ledger = state.Ledger.Delivered() };
}

using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

public sealed class SuppressionsTests
{
    private static readonly SuppressionContext Nothing = new()
    {
        At = Given.At(60),
        Aftermath = TimeSpan.FromMinutes(2),
        Traits = new(true, ImmutableDictionary<int, GuestTraits>.Empty.Add(100, new("pve1", "web;db", "prod")), []),
    };

    [Fact]
    public void Nothing_suppresses_by_default() => Suppressions.Of(Recorded.Crash(), Nothing).ShouldBeEmpty();

    [Fact]
    public void A_parent_is_named_by_id_and_key()
    {
        var parent = Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"));
        var found = Suppressions.Of(Recorded.Crash(), Nothing with { Parents = [parent] }).ShouldHaveSingleItem();

        (found.Kind, found.ParentId, found.ParentKey, found.Until).ShouldBe(
            (SuppressionKind.Parent, parent.Id, "NODE_UNREACHABLE:lab/pve1", null));
        found.Reason.ShouldBe("caused by NODE_UNREACHABLE:lab/pve1");
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(299, false)]
    [InlineData(300, false)]
    [InlineData(301, true)]
    [InlineData(3600, true)]
    public void A_parent_that_opened_long_after_is_related_and_keeps_no_repair_away(double later, bool related)
    {
        var crash = Recorded.Crash() with { NotifiedAt = Given.At(0) };
        var parent = Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"), openedAt: later);
        var found = Suppressions.Of(crash, Nothing with { Parents = [parent], At = Given.At(later + 60) }).ShouldHaveSingleItem();

        (found.ParentId, found.IsRelated, found.SuspendsRepair).ShouldBe((parent.Id, related, !related));
        found.Reason.ShouldBe(related ? "related to NODE_UNREACHABLE:lab/pve1, which began later" : "caused by NODE_UNREACHABLE:lab/pve1");
    }

    [Fact]
    public void A_parent_that_opened_long_after_silences_nothing_that_was_not_told_and_explains_nothing_once_it_is_over()
    {
        var parent = Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"), openedAt: 3600);
        var over = parent with { State = IncidentState.Resolved, ResolvedAt = Given.At(3700) };
        var told = Recorded.Crash() with { NotifiedAt = Given.At(0) };

        Suppressions.Of(Recorded.Crash(), Nothing with { Parents = [parent], At = Given.At(3660) }).ShouldBeEmpty();
        Suppressions.Of(told, Nothing with { Parents = [over], At = Given.At(3701) }).ShouldBeEmpty();
    }

    [Fact]
    public void What_explains_comes_before_what_came_later_though_that_is_narrower()
    {
        var node = Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"), openedAt: 3600);
        var quorum = Recorded.Of(ConditionType.QuorumLost, EntityId.Of(Given.Lab));

        Suppressions.Of(Recorded.Crash() with { NotifiedAt = Given.At(0) }, Nothing with { Parents = [node, quorum], At = Given.At(3660) })
            .ShouldHaveSingleItem().ParentId.ShouldBe(quorum.Id);
    }

    [Theory]
    [InlineData(SelectorKind.Cluster, "", true)]
    [InlineData(SelectorKind.Node, "pve1", true)]
    [InlineData(SelectorKind.Node, "pve2", false)]
    [InlineData(SelectorKind.Guest, "100", true)]
    [InlineData(SelectorKind.Guest, "101", false)]
    [InlineData(SelectorKind.Tag, "DB", true)]
    [InlineData(SelectorKind.Tag, "d", false)]
    [InlineData(SelectorKind.Pool, "prod", true)]
    [InlineData(SelectorKind.Pool, "test", false)]
    public void A_window_covers_what_it_names(SelectorKind kind, string value, bool covered)
    {
        var found = Suppressions.Of(Recorded.Crash(), Nothing with { Windows = [Window(kind, value)] });

        found.Select(suppression => (suppression.Kind, suppression.Window, suppression.Until))
            .ShouldBe(covered ? [(SuppressionKind.Maintenance, "work", Given.At(100))] : []);
    }

    [Fact]
    public void A_window_of_another_cluster_covers_nothing_here() =>
        Suppressions.Of(Recorded.Crash(), Nothing with { Windows = [Window(SelectorKind.Tag, "db", "other")] }).ShouldBeEmpty();

    [Fact]
    public void A_window_that_is_over_covers_nothing() =>
        Suppressions.Of(Recorded.Crash(), Nothing with { At = Given.At(100), Windows = [Window(SelectorKind.Node, "pve1")] })
        .ShouldBeEmpty();

    [Fact]
    public void Before_the_first_answer_a_window_by_tag_goes_on_to_cover_what_it_covered()
    {
        var window = Window(SelectorKind.Tag, "db");
        var covered = Recorded.Crash() with { Suppressions = Suppressions.Of(Recorded.Crash(), Nothing with { Windows = [window] }) };
        var blind = Nothing with { Windows = [window], Traits = ClusterTraits.Unknown };

        Suppressions.Of(covered, blind).ShouldBe(covered.Suppressions);
        Suppressions.Of(Recorded.Crash(), blind).ShouldBeEmpty();
    }

    [Fact]
    public void A_node_in_maintenance_mode_covers_itself_and_its_guests()
    {
        var context = Nothing with { Traits = Nothing.Traits with { NodesInMaintenance = ["pve1"] } };

        Suppressions.Of(Recorded.Crash(), context).ShouldHaveSingleItem().Kind.ShouldBe(SuppressionKind.NodeMaintenance);
        Suppressions.Of(Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1")), context).ShouldHaveSingleItem();
        Suppressions.Of(Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve2")), context).ShouldBeEmpty();
    }

    [Fact]
    public void The_monitors_own_trouble_is_never_suppressed()
    {
        var lab = EntityId.Of(ClusterName.Parse("lab"));
        var context = Nothing with
        {
            Windows = [new SingleWindow("all", new(SelectorKind.Cluster, lab.Cluster, "lab"), Given.At(0), Given.At(100))],
            Parents = [Recorded.Of(ConditionType.ClusterUnreachable, lab), Recorded.Of(ConditionType.MonitorIsolated, EntityId.Monitor)],
        };
        Suppressions.Of(Recorded.Of(ConditionType.MonitorIsolated, EntityId.Monitor), context).ShouldBeEmpty();
        Suppressions.Of(Recorded.Of(ConditionType.MonitorBlind, lab), context).ShouldBeEmpty();
        Suppressions.Of(Recorded.Of(ConditionType.QuorumLost, lab), context).ShouldNotBeEmpty();
    }

    [Fact]
    public void Asking_again_answers_the_same()
    {
        var context = Nothing
            with
        {
            Windows = [Window(SelectorKind.Node, "pve1")],
            Parents = [Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"))]
        };
        var incident = IncidentNotice.OnOpened(Recorded.Crash(), Suppressions.Of(Recorded.Crash(), context));

        IncidentNotice.Reevaluate(incident, Suppressions.Of(incident, context with { At = Given.At(61) }), Given.At(61)).Change
            .ShouldBe(IncidentChange.None);
    }

    private static SingleWindow Window(SelectorKind kind, string value, string cluster = "lab") =>
        new("work", new(kind, ClusterName.Parse(cluster), value), Given.At(0), Given.At(100));
}

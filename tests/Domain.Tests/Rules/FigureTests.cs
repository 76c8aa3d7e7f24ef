using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>
/// What figures are judged by: the worst row of a shared storage, memory without what gives way, storages that may be full.
/// </summary>
public sealed class FigureTests
{
    private static StorageSample Row(string node, double? share) =>
        new()
        {
            Node = node,
            Storage = "fs",
            Shared = true,
            Active = share is null ? null
            : true,
            Used = (long)((share ?? 0) * 1000),
            Total = share is null ? null : 1000
        };

    [Fact]
    public void A_shared_storage_is_as_full_as_its_fullest_row_in_whichever_order_the_rows_come()
    {
        var shares = Gen.OneOf(Gen.Const((double?)null), Gen.Double[0, 1].Select(share => (double?)Math.Round(share, 3)));
        Gen.Select(shares.Array[1, 5], Gen.Int[0, 1000]).Sample((all, seed) =>
        {
            var rows = all.Select((share, at) => Row($"pve{at}", share)).ToArray();
            var shuffled = rows.ToArray();
            new Random(seed).Shuffle(shuffled);
            var figure = SharedFigure.Of(rows, _ => true);
            SharedFigure.Of(shuffled, _ => true).ShouldBe(figure);
            figure.Share.ShouldBe(rows.Max(row => row.UsedRatio));
        });
    }

    [Fact]
    public void Nodes_that_do_not_see_the_same_are_named_and_rows_of_nodes_that_are_not_fresh_do_not_count()
    {
        StorageSample[] rows = [Row("pve3", 0.5), Row("pve1", 0.97), Row("pve2", null)];
        SharedFigure.Of(rows, _ => true).ShouldBe(new(0.97, "its nodes say pve1 97 %, pve3 50 %", "pve1"));
        SharedFigure.Of(rows, node => node != "pve1").ShouldBe(new(0.5, null));
        SharedFigure.Of(rows, _ => false).ShouldBe(new(null, null));
        SharedFigure.Of([Row("pve1", 0.5), Row("pve2", 0.505)], _ => true).Differs.ShouldBeNull();
    }

    [Fact]
    public void What_is_said_of_a_sample_goes_into_the_reason()
    {
        var judged = ThresholdWatch.Judge(
            ConditionLedger.Empty, Given.Disk, null, EntityId.Of(Given.Node), "disk", 0.97, null, Given.At(0), "pve1 alone");
        judged.Ledger.Outbox.ShouldHaveSingleItem().Reason.ShouldEndWith(" (pve1 alone)");
        judged.Assessments.ShouldAllBe(said => said.Reason.EndsWith(" (pve1 alone)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.82, false, false)]
    [InlineData(0.84, false, true)]
    [InlineData(0.99, false, true)]
    [InlineData(0.82, true, true)]
    [InlineData(0.80, true, false)]
    [InlineData(null, true, false)]
    public void A_node_is_asked_for_its_memory_only_where_the_answer_can_matter(double? row, bool stands, bool asked)
    {
        var (ladder, entity) = (RuleSet.Default.Ladders[Metric.NodeMemory], EntityId.Of(Given.Node));
        var ledger = stands
            ? ConditionLedger.Empty
            .Apply(new(ConditionType.RamHigh, entity, Presence.Present, Severity.Warning, "x", "x") { ClearAt = 0.80 }, Given.At(0))
            : ConditionLedger.Empty;
        MemoryFigure.IsWorthAsking(ladder, ledger, entity, row).ShouldBe(asked);
    }

    [Fact]
    public void Memory_is_judged_without_what_gives_way_and_where_that_is_not_told_it_is_said()
    {
        MemoryFigure.Of(0.9, new(1000, 900, 586), 0).ShouldBe(new(1 - 0.586, "without the caches that give way, with them it is 90 %"));
        MemoryFigure.Of(0.9, new(1000, 900, 100), 0).Remark.ShouldBeNull();
        MemoryFigure.Of(0.9, new(1000, 900, null), 0)
            .ShouldBe(new(0.9, "caches such as ZFS' ARC may be counted in it: this Proxmox does not tell"));
        MemoryFigure.Of(0.9, new(1000, 900, 2000), 0).Share.ShouldBe(0.9, "an impossible figure is none");
    }

    [Fact]
    public void A_node_that_does_not_answer_about_its_memory_raises_nothing_at_first_and_its_row_has_to_do_then()
    {
        MemoryFigure.Of(0.97, null, 1).Share.ShouldBeNull();
        MemoryFigure.Of(0.97, null, 3).Share.ShouldBe(0.97);
    }

    [Fact]
    public void What_its_caches_held_when_it_answered_last_does_not_count_where_it_answers_no_more()
    {
        var caches = MemoryFigure.Caches(null, 0.7, new(1000, 700, 600));
        caches.ShouldNotBeNull().ShouldBe(0.3, 1e-9);

        var unread = MemoryFigure.Of(0.97, null, 3, caches);
        unread.Share.ShouldNotBeNull().ShouldBe(0.67, 1e-9);
        unread.Remark.ShouldBe("without 30 % of caches, as the node last reported");
        MemoryFigure.Of(0.97, null, 1, caches).Share.ShouldBeNull();
        MemoryFigure.Of(0.97, new(1000, 970, 50), 0, caches).Share.ShouldBe(0.95, "what it tells now counts");
        MemoryFigure.Caches(null, 0.7, new(1000, 700, null)).ShouldBeNull();
        MemoryFigure.Caches(0.3, 0.7, new(1000, 700, 590)).ShouldBe(0.3, "a point is not worth a write");
        MemoryFigure.Caches(0.3, 0.7, new(1000, 700, 500)).ShouldNotBeNull().ShouldBe(0.2, 1e-9);
    }

    [Theory]
    [InlineData("iso", true)]
    [InlineData("vztmpl, iso,import", true)]
    [InlineData("none", true)]
    [InlineData("", true)]
    [InlineData("iso,backup", false)]
    [InlineData("images", false)]
    [InlineData("snippets", false)]
    [InlineData("new-kind", false)]
    [InlineData(null, false)]
    public void A_storage_may_be_full_where_it_holds_only_what_can_be_fetched_again(string? content, bool may) =>
        (StorageContent.MayBeFull(content) is not null).ShouldBe(may);

    [Fact]
    public void Only_an_override_that_names_such_a_storage_judges_it()
    {
        var (iso, row) =
            (EntityId.Storage(Given.Lab, "pve1", "iso"), new StorageSample { Node = "pve1", Storage = "iso", Content = "iso" });
        var plain = RuleSet.Default.ForStorage(iso, row)!.Value;
        plain.Ladder.Rules.ShouldAllBe(rule => !rule.Enabled);
        plain.WithSource([new(ConditionType.StorageHigh, iso, Presence.Absent, Severity.Error, "", "")])
            .Single().Exemption!.Kind.ShouldBe("content");
        RuleSet.Default.ForStorage(iso, row with { Content = "iso,backup" })!.Value.Ladder.Rules.ShouldAllBe(rule => rule.Enabled);

        var own = new RuleOverride(
            new(SelectorKind.Storage, Given.Lab, "iso") { Node = "pve1" },
            ImmutableDictionary<Metric, ThresholdLadder>.Empty.Add(Metric.StorageUse, RuleSet.Default.Ladders[Metric.StorageUse]));
        var named = (RuleSet.Default with { Overrides = [own] }).ForStorage(iso, row)!.Value;
        named.Exemption.ShouldBeNull();
        named.Source!.ToString().ShouldBe("storage lab/pve1/iso");
    }

    [Theory]
    [InlineData("pve1", "usb", "pve1", "usb", true)]
    [InlineData("pve1", "usb", "pve2", "usb", false)]
    [InlineData("pve1", "usb", "pve1", "nas", false)]
    [InlineData(null, "nas", "pve2", "nas", true)]
    [InlineData(null, "nas", null, "nas", true)]
    public void A_storage_is_switched_on_its_node_or_wherever_it_is_shared(
    string? ofNode, string of, string? node, string name, bool covered)
    {
        var rules = RuleSet.Default
            with
        { Overrides = [Off(new(SelectorKind.Storage, Given.Lab, of) { Node = ofNode }, ConditionType.StorageUnavailable)] };
        Admitted(rules, ConditionType.StorageUnavailable, EntityId.Storage(Given.Lab, node, name)).ShouldBe(!covered);
        Admitted(rules, ConditionType.ServiceDown, EntityId.Service(Given.Node, of)).ShouldBeTrue();
    }

    [Fact]
    public void A_node_that_is_off_by_plan_is_not_unreachable_and_another_is()
    {
        var rules = RuleSet.Default with { Overrides = [Off(new(SelectorKind.Node, Given.Lab, "pve1"), ConditionType.NodeUnreachable)] };
        Unreachable(Given.Node, rules).ShouldBe(0);
        Unreachable(new(Given.Lab, "pve2"), rules).ShouldBe(1);
        Unreachable(Given.Node, RuleSet.Default).ShouldBe(1);

        static int Unreachable(NodeId node, RuleSet rules)
        {
            var online = NodeTracker.Observe(node, null, new(NodeStatus.Online, false, null), Given.At(0), rules.Admit).State;
            return NodeTracker.Observe(node, online, new(NodeStatus.Offline, null, false), Given.At(12), rules.Admit).State.Ledger.Active
                .Count(active => active.Condition == ConditionType.NodeUnreachable);
        }
    }

    [Fact]
    public void The_most_specific_switch_decides()
    {
        var rules = RuleSet.Default with
        {
            Disabled = [ConditionType.StorageUnavailable],
            Overrides =
            [
                Off(new(SelectorKind.Node, Given.Lab, "pve1"), ConditionType.StorageUnavailable, on: true),
                Off(new(SelectorKind.Storage, Given.Lab, "usb") { Node = "pve1" }, ConditionType.StorageUnavailable),
            ],
        };
        Admitted(rules, ConditionType.StorageUnavailable, EntityId.Storage(Given.Lab, "pve1", "nas")).ShouldBeTrue();
        Admitted(rules, ConditionType.StorageUnavailable, EntityId.Storage(Given.Lab, "pve1", "usb")).ShouldBeFalse();
        Admitted(rules, ConditionType.StorageUnavailable, EntityId.Storage(Given.Lab, "pve2", "nas")).ShouldBeFalse();
    }

    private static RuleOverride Off(EntitySelector selector, ConditionType condition, bool on = false) =>
        new(selector, ImmutableDictionary<Metric, ThresholdLadder>.Empty)
        {
            Switches = ImmutableDictionary<ConditionType, bool>.Empty.Add(condition, on)
        };

    private static bool Admitted(RuleSet rules, ConditionType condition, EntityId entity) =>
        rules.Admit(new(condition, entity, Presence.Present, Severity.Error, "x", "x")).Presence == Presence.Present;
}

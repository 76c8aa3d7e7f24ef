using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Tests.Options;

public sealed class RuleOverrideTests
{
    private static readonly ClusterName Lab = ClusterName.Parse("lab");
    private static readonly EntityId Guest = EntityId.Of(new GuestId(Lab, 100));
    private static readonly GuestTraits Traits = new("pve1", "web;db", "prod");

    [Fact]
    public void The_most_specific_override_decides_a_figure_of_a_guest_alone()
    {
        (string Key, string Value)[] all =
        [
            ("Overrides:0:Pool", "prod"), ("Overrides:0:Rules:DISK_HIGH:RaiseAt", "50"), ("Overrides:0:Rules:DISK_HIGH:ClearAt", "40"),
            ("Overrides:1:Tag", "DB"), ("Overrides:1:Rules:DISK_HIGH:RaiseAt", "60"),
            ("Overrides:2:Guest", "lab/100"), ("Overrides:2:Rules:disk_high:RaiseAt", "70"),
            ("Overrides:3:Tag", "web"), ("Overrides:3:Rules:DISK_HIGH:RaiseAt", "65"),
        ];

        High(all).ShouldBe((0.70, 0.70, "guest lab/100"));
        High([.. all.Where(setting => !setting.Key.Contains(":2:", StringComparison.Ordinal))]).ShouldBe((0.60, 0.60, "tag DB"));
        High([.. all[..3]]).ShouldBe((0.50, 0.40, "pool prod"));
        High([]).ShouldBe((0.90, 0.85, null));
    }

    [Fact]
    public void An_override_by_node_is_for_the_node_and_its_storages_and_not_for_its_guests()
    {
        var rules = Load(
            ("Overrides:0:Node", "lab/pve1"), ("Overrides:0:Rules:DISK_HIGH:RaiseAt", "70"),
            ("Overrides:0:Rules:STORAGE_HIGH:RaiseAt", "60"));

        RaiseAt(rules.For(Metric.NodeDisk, EntityId.Of(new NodeId(Lab, "pve1"))), ConditionType.DiskHigh).ShouldBe(0.70);
        RaiseAt(rules.For(Metric.NodeDisk, EntityId.Of(new NodeId(Lab, "pve2"))), ConditionType.DiskHigh).ShouldBe(0.90);
        RaiseAt(rules.For(Metric.StorageUse, EntityId.Storage(Lab, "pve1", "local")), ConditionType.StorageHigh).ShouldBe(0.60);
        RaiseAt(rules.For(Metric.GuestDisk, Guest, "pve1", Traits), ConditionType.DiskHigh).ShouldBe(0.90);
    }

    [Fact]
    public void Guests_memory_and_processors_are_judged_only_where_somebody_says_so()
    {
        Enabled(Load(), Metric.GuestMemory).ShouldBeEmpty();
        Enabled(Load(("Rules:RAM_HIGH:RaiseAt", "80"), ("Rules:RAM_HIGH:ClearAt", "70")), Metric.GuestMemory)
            .ShouldBeEmpty("without an owner it means nodes");
        Enabled(Load(("Rules:GUEST_RAM_HIGH:RaiseAt", "80"), ("Rules:GUEST_RAM_HIGH:ClearAt", "70")), Metric.GuestMemory)
            .ShouldBe([ConditionType.RamHigh]);
        Enabled(Load(("Overrides:0:Tag", "web"), ("Overrides:0:Rules:CPU_HIGH:RaiseAt", "99")), Metric.GuestCpu)
            .ShouldBe([ConditionType.CpuHigh]);
        Load().JudgesGuestLoad.ShouldBeFalse();
        Load(("Overrides:0:Tag", "web"), ("Overrides:0:Rules:CPU_HIGH:RaiseAt", "99")).JudgesGuestLoad.ShouldBeTrue();
    }

    [Fact]
    public void A_name_with_its_owner_comes_before_one_without()
    {
        var rules = Load(("Rules:DISK_HIGH:RaiseAt", "80"), ("Rules:GUEST_DISK_HIGH:RaiseAt", "70"));

        RaiseAt(rules.For(Metric.NodeDisk, EntityId.Of(new NodeId(Lab, "pve1"))), ConditionType.DiskHigh).ShouldBe(0.80);
        RaiseAt(rules.For(Metric.GuestDisk, Guest, "pve1", Traits), ConditionType.DiskHigh).ShouldBe(0.70);
    }

    [Fact]
    public void A_rule_can_be_switched_off_for_all_and_for_one()
    {
        Enabled(Load(("Rules:DISK_CRITICAL:Enabled", "false")), Metric.GuestDisk).ShouldBe([ConditionType.DiskHigh]);
        Enabled(Load(("Overrides:0:Guest", "lab/100"), ("Overrides:0:Rules:DISK_HIGH:Enabled", "false")), Metric.GuestDisk)
            .ShouldBe([ConditionType.DiskCritical]);
        Load(("Rules:BACKUP_MISSING:Enabled", "false")).Disabled.ShouldBe([ConditionType.BackupMissing]);
    }

    [Fact]
    public void Rules_are_switched_and_changed_by_node_and_by_storage()
    {
        var rules = Load(
            ("Overrides:0:Node", "lab/pve3"), ("Overrides:0:Rules:NODE_UNREACHABLE:Enabled", "false"),
            ("Overrides:1:Storage", "lab/pve1/usb"), ("Overrides:1:Rules:STORAGE_UNAVAILABLE:Enabled", "false"),
            ("Overrides:1:Rules:STORAGE_HIGH:Enabled", "false"),
            ("Overrides:2:Storage", "lab/shared/nas"), ("Overrides:2:Rules:STORAGE_HIGH:RaiseAt", "50"),
            ("Overrides:3:Node", "lab/node:104"), ("Overrides:3:Rules:NODE_FROZEN:Enabled", "false"));

        Raised(ConditionType.NodeUnreachable, EntityId.Of(new NodeId(Lab, "pve3"))).ShouldBeFalse();
        Raised(ConditionType.NodeUnreachable, EntityId.Of(new NodeId(Lab, "pve1"))).ShouldBeTrue();
        Raised(ConditionType.StorageUnavailable, EntityId.Storage(Lab, "pve1", "usb")).ShouldBeFalse();
        Raised(ConditionType.StorageUnavailable, EntityId.Storage(Lab, "pve1", "local")).ShouldBeTrue();
        Raised(ConditionType.NodeFrozen, EntityId.Of(new NodeId(Lab, "104"))).ShouldBeFalse();
        rules.For(Metric.StorageUse, EntityId.Storage(Lab, "pve1", "usb"))!.Value.Ladder.Rules.Where(rule => rule.Enabled)
            .Select(rule => rule.Condition).ShouldBe([ConditionType.StorageCritical]);
        RaiseAt(rules.For(Metric.StorageUse, EntityId.Storage(Lab, null, "nas")), ConditionType.StorageHigh).ShouldBe(0.50);
        RaiseAt(rules.For(Metric.StorageUse, EntityId.Storage(Lab, null, "ceph")), ConditionType.StorageHigh).ShouldBe(0.90);

        bool Raised(ConditionType condition, EntityId entity) =>
            rules.Admit(new(condition, entity, Presence.Present, Severity.Error, "", "")).Presence == Presence.Present;
    }

    [Theory]
    [InlineData("lab/usb", "STORAGE_HIGH:Enabled", "Overrides:0:Storage", "not a storage such as lab/pve1/usb")]
    [InlineData("lab", "STORAGE_HIGH:Enabled", "Overrides:0:Storage", "not a storage")]
    [InlineData("other/pve1/usb", "STORAGE_HIGH:Enabled", "Overrides:0:Storage", "not configured")]
    [InlineData("lab/pve1/usb", "NODE_UNREACHABLE:Enabled", "Overrides:0:Rules:NODE_UNREACHABLE",
        "there are STORAGE_CRITICAL, STORAGE_HIGH, and to be switched STORAGE_UNAVAILABLE")]
    [InlineData("lab/pve1/usb", "STORAGE_UNAVAILABLE:RaiseAt", "Overrides:0:Rules:STORAGE_UNAVAILABLE", "has no thresholds")]
    public void What_is_no_storage_and_no_rule_on_one_is_refused_in_words(string storage, string rule, string key, string words)
    {
        var problem = Should.Throw<ConfigurationException>(
            () => Load(("Overrides:0:Storage", storage),
                ($"Overrides:0:Rules:{rule}", rule.EndsWith("Enabled", StringComparison.Ordinal) ? "false" : "5"))).Problems
                    .ShouldHaveSingleItem();
        (problem.Key["Monitor:".Length..], problem.Message).ShouldSatisfyAllConditions(
            found => found.Item1.ShouldBe(key), found => found.Message.ShouldContain(words));
    }

    [Fact]
    public void A_storage_besides_something_else_is_refused() =>
        Should.Throw<ConfigurationException>(
        () => Load(("Overrides:0:Storage", "lab/pve1/usb"), ("Overrides:0:Node", "lab/pve1"),
            ("Overrides:0:Rules:STORAGE_HIGH:Enabled", "false")))
            .Problems.ShouldHaveSingleItem().Key.ShouldBe("Monitor:Overrides:0");

    [Fact]
    public void Bands_have_the_edges_of_every_override()
    {
        var rules = Load(
            ("Overrides:0:Guest", "lab/100"), ("Overrides:0:Rules:DISK_HIGH:RaiseAt", "50"), ("Overrides:0:Rules:DISK_HIGH:ClearAt", "40"));

        foreach (var edge in new[] { 0.40, 0.50, 0.85, 0.90, 0.95 })
            rules.Band(Metric.GuestDisk, edge).ShouldNotBe(rules.Band(Metric.GuestDisk, edge + 1e-9), $"edge {edge}");
        rules.Band(Metric.GuestDisk, 0.51).ShouldBe(rules.Band(Metric.GuestDisk, 0.84));
    }

    [Fact]
    public void Every_mistake_is_listed_at_once_and_once()
    {
        var problems = Should.Throw<ConfigurationException>(() => Load(
            ("Overrides:0:Guest", "100"), ("Overrides:0:Rules:DISK_HIGH:RaiseAt", "70"),
            ("Overrides:1:Guest", "lab/100"), ("Overrides:1:Tag", "db"), ("Overrides:1:Rules:DISK_HIGH:RaiseAt", "70"),
            ("Overrides:2:Node", "other/pve1"), ("Overrides:2:Rules:DISK_HIGH:RaiseAt", "70"),
            ("Overrides:3:Pool", "prod"),
            ("Overrides:4:Guest", "lab/100"), ("Overrides:4:Rules:STORAGE_HIGH:RaiseAt", "70"),
            ("Overrides:5:Tag", "db"), ("Overrides:5:Rules:DISK_HIGH:RaiseAt", "700"), ("Overrides:5:Rules:DISK_HIGH:For", "soon"),
            ("Overrides:6:Cluster", "lab"), ("Overrides:6:Rules:DISK_HIGH:RaiseAt", "99"),
            ("Rules:BACKUP_MISSING:RaiseAt", "3"))).Problems;

        problems.Select(problem => problem.Key["Monitor:".Length..]).ShouldBe(
            [
                "Overrides:5:Rules:DISK_HIGH:For", "Rules:BACKUP_MISSING", "Overrides:0:Guest", "Overrides:1", "Overrides:2:Node",
                "Overrides:3:Rules",
                "Overrides:4:Rules:STORAGE_HIGH", "Overrides:5:Rules:DISK_HIGH:RaiseAt", "Overrides:5:Rules:DISK_CRITICAL",
                "Overrides:6:Rules:DISK_CRITICAL",
            ],
            ignoreOrder: true);
    }

    private static (double, double, string?) High((string Key, string Value)[] settings)
    {
        var chosen = Load(settings).For(Metric.GuestDisk, Guest, "pve1", Traits).ShouldNotBeNull();
        var rule = chosen.Ladder.Rules.Single(rule => rule.Condition == ConditionType.DiskHigh);
        return (rule.RaiseAt, rule.ClearAt, chosen.Source?.ToString());
    }

    private static double RaiseAt(ChosenLadder? chosen, ConditionType condition) =>
        chosen.ShouldNotBeNull().Ladder.Rules.Single(rule => rule.Condition == condition).RaiseAt;

    private static IEnumerable<ConditionType> Enabled(RuleSet rules, Metric metric) =>
        rules.For(metric, Guest, "pve1", Traits)!.Value.Ladder.Rules.Where(rule => rule.Enabled).Select(rule => rule.Condition);

    private static RuleSet Load(params (string Key, string Value)[] settings) => Configured.Load(settings).Settings.Rules;
}

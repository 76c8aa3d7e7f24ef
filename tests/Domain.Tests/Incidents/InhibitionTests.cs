using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

public sealed class InhibitionTests
{
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(2);
    private static readonly EntityId Lab = EntityId.Of(Given.Lab);
    private static readonly EntityId Nfs = EntityId.Storage(Given.Lab, "pve1", "nfs");

    [Fact]
    public void A_node_explains_its_guests_and_parts_and_nobody_elses()
    {
        var node = Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"));

        Parent(Recorded.Crash("pve1"), node).ShouldBe(node);
        Parent(Recorded.Of(ConditionType.ServiceDown, EntityId.Service(Given.Node, "pveproxy")), node).ShouldBe(node);
        Parent(Recorded.Of(ConditionType.DiskHigh, Recorded.Node("pve1")), node).ShouldBe(node);
        Parent(Recorded.Crash("pve2"), node).ShouldBeNull();
        Parent(Recorded.Of(ConditionType.DiskHigh, EntityId.Of(new NodeId(ClusterName.Parse("other"), "pve1"))), node).ShouldBeNull();
    }

    [Fact]
    public void A_guest_that_moved_away_is_no_longer_explained_by_its_old_node() =>
        Inhibition.ParentOf(
        Recorded.Crash("pve1"), "pve2", [Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"))], Given.At(1), Aftermath)
            .ShouldBeNull();

    [Fact]
    public void What_froze_a_node_is_told_but_its_guests_are_not()
    {
        var frozen = Recorded.Of(ConditionType.NodeFrozen, Recorded.Node("pve1"));

        Parent(Recorded.Crash(), frozen).ShouldBe(frozen);
        Parent(Recorded.Of(ConditionType.StorageUnavailable, Nfs), frozen).ShouldBeNull();
        Parent(Recorded.Of(ConditionType.ServiceDown, EntityId.Service(Given.Node, "pvestatd")), frozen).ShouldBeNull();
    }

    [Theory]
    [InlineData(ConditionType.NodeUnreachable, true)]
    [InlineData(ConditionType.NodeFrozen, false)]
    public void A_node_that_was_away_explains_its_guests_for_a_while_and_one_whose_figures_stood_still_does_not(
        ConditionType parent, bool explains)
    {
        var ended = Recorded.Of(parent, Recorded.Node("pve1")) with { State = IncidentState.Resolved, ResolvedAt = Given.At(9) };

        Inhibition.ParentOf(Recorded.Crash("pve1"), "pve1", [ended], Given.At(10), Aftermath).ShouldBe(explains ? ended : null);
    }

    [Fact]
    public void A_storage_explains_what_a_storage_brings_about()
    {
        var storage = Recorded.Of(ConditionType.StorageUnavailable, Nfs);

        Parent(Recorded.Of(ConditionType.GuestIoError, Recorded.Vm, "pve1"), storage).ShouldBe(storage);
        Parent(Recorded.Of(ConditionType.BackupFailed, Recorded.Node("pve1")) with { Storage = Nfs.Name }, storage).ShouldBe(storage);
        Parent(Recorded.Crash(), storage).ShouldBeNull();
    }

    [Theory]
    [InlineData(-31, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void A_storm_explains_guests_that_fail_around_its_begin_and_none_long_after(double after, bool explains)
    {
        var reach = new StormReach(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));
        var storm = Recorded.Of(ConditionType.FailureStorm, Lab, openedAt: 600);
        var crash = Recorded.Of(ConditionType.VmCrashed, Recorded.Vm, "pve1", openedAt: 600 + after);

        Inhibition.ParentOf(crash, "pve1", [storm], Given.At(1000), Aftermath, reach).ShouldBe(explains ? storm : null);
    }

    [Fact]
    public void A_storm_explains_no_node_and_no_service_and_nothing_once_it_is_over()
    {
        var reach = new StormReach(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));
        var storm = Recorded.Of(ConditionType.FailureStorm, Lab);
        Incident? Of(Incident child, Incident parent) => Inhibition.ParentOf(child, "pve1", [parent], Given.At(10), Aftermath, reach);

        Of(Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1")), storm).ShouldBeNull();
        Of(Recorded.Of(ConditionType.ServiceDown, EntityId.Service(Given.Node, "cron")), storm).ShouldBeNull();
        Of(Recorded.Of(ConditionType.GuestIoError, Recorded.Vm, "pve1"), storm).ShouldBeNull();
        Of(Recorded.Crash(), storm with { State = IncidentState.Resolved, ResolvedAt = Given.At(9) }).ShouldBeNull();
        Of(Recorded.Crash(), storm).ShouldBe(storm);
    }

    [Theory]
    [InlineData("other")]
    [InlineData(null)]
    public void A_backup_that_failed_is_explained_by_the_storage_that_it_was_to_go_to_and_by_no_other(string? target) =>
        Parent(Recorded.Of(ConditionType.BackupFailed, Recorded.Vm, "pve1") with { Storage = target },
            Recorded.Of(ConditionType.StorageUnavailable, Nfs)).ShouldBeNull();

    [Fact]
    public void Lost_quorum_explains_guests_and_nodes_out_of_sight_but_no_full_disk()
    {
        var quorum = Recorded.Of(ConditionType.QuorumLost, Lab);

        Parent(Recorded.Crash("pve2"), quorum).ShouldBe(quorum);
        Parent(Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve2")), quorum).ShouldBe(quorum);
        Parent(Recorded.Of(ConditionType.DiskHigh, Recorded.Node("pve1")), quorum).ShouldBeNull();
    }

    [Fact]
    public void The_narrowest_explanation_wins_and_nothing_explains_itself()
    {
        var node = Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"));
        var quorum = Recorded.Of(ConditionType.QuorumLost, Lab);
        var network = Recorded.Of(ConditionType.MonitorIsolated, EntityId.Monitor);
        var all = new[] { network, quorum, node };

        Parent(Recorded.Crash(), all).ShouldBe(node);
        Parent(node, all).ShouldBe(quorum);
        Parent(quorum, all).ShouldBe(network);
        Parent(network, all).ShouldBeNull();
    }

    [Fact]
    public void An_ended_one_explains_for_a_while_because_guests_start_after_their_node()
    {
        var node = Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"), resolvedAt: 100);

        At(node, 101).ShouldBe(node);
        At(node, 219).ShouldBe(node);
        At(node, 220).ShouldBeNull();
    }

    [Fact]
    public void What_is_found_after_a_silence_is_fresh() =>
        At(Recorded.Of(ConditionType.ClusterUnreachable, Lab, resolvedAt: 100), 101).ShouldBeNull();

    [Fact]
    public void A_clock_that_was_set_back_keeps_no_ended_one_standing() =>
        At(Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"), resolvedAt: 100), -7200).ShouldBeNull();

    private static Incident? At(Incident parent, double seconds) =>
        Inhibition.ParentOf(Recorded.Crash(), "pve1", [parent], Given.At(seconds), Aftermath);

    private static Incident? Parent(Incident child, params Incident[] parents) =>
        Inhibition.ParentOf(child, child.Node, parents, Given.At(1), Aftermath);
}

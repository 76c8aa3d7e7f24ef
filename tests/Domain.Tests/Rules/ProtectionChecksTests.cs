namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class ProtectionChecksTests
{
    private static string Label(int vmid) => GuestLabel.Of(GuestKind.Vm, vmid, "web");

    [Theory]
    [InlineData(0, false, Presence.Absent)]
    [InlineData(1, false, Presence.Present)]
    [InlineData(3, true, Presence.Absent)]
    public void A_replication_job_that_failed_since_its_last_success_fails_unless_disabled(
    int failures, bool disabled, Presence presence) =>
        ProtectionChecks.Replication(Given.Lab, [Job("100-0", failures, disabled)], Label, Unlisted)
        .ShouldHaveSingleItem().Presence.ShouldBe(presence);

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    public void A_guest_with_one_failing_job_among_several_fails_once(int first, int second)
    {
        var said = ProtectionChecks.Replication(Given.Lab, [Job("100-0", first), Job("100-1", second)], Label, Unlisted)
            .ShouldHaveSingleItem();

        said.Presence.ShouldBe(Presence.Present);
        said.Entity.ShouldBe(EntityId.Of(Given.Guest));
    }

    [Theory]
    [InlineData(NodeStatus.Offline, null, 0, Presence.Unknown)]
    [InlineData(NodeStatus.Unknown, null, 0, Presence.Unknown)]
    [InlineData(NodeStatus.Online, null, 0, Presence.Present)]
    [InlineData(NodeStatus.Online, -3600, 0, Presence.Present)]
    [InlineData(NodeStatus.Online, 300, 0, Presence.Unknown)]
    [InlineData(NodeStatus.Online, 300, 360, Presence.Unknown)]
    [InlineData(NodeStatus.Online, 300, 420, Presence.Present)]
    public void A_failure_counts_only_if_the_job_ran_while_its_target_was_up(
        NodeStatus target, int? bootedAt, int triedAt, Presence presence)
    {
        var job = Job("100-0", failures: 1) with { LastTry = Given.At(triedAt) };
        DateTimeOffset? boot = bootedAt is { } seconds ? Given.At(seconds) : null;

        var said = ProtectionChecks.Replication(Given.Lab, [job], Label, _ => new(target, boot)).ShouldHaveSingleItem();

        said.Presence.ShouldBe(presence);
        said.Reason.ShouldContain("timeout");
    }

    [Fact]
    public void A_job_that_fails_by_itself_is_not_excused_by_another_s_target()
    {
        var said = ProtectionChecks.Replication(Given.Lab, [Job("100-0", 1), Job("100-1", 1) with { Target = "pve3" }], Label,
            node => new(node == "pve2" ? NodeStatus.Offline : NodeStatus.Online, null)).ShouldHaveSingleItem();

        said.Presence.ShouldBe(Presence.Present);
        said.Reason.ShouldBe(
            "100-0 to pve2 failed 1 time in a row: timeout (pve2 is offline); 100-1 to pve3 failed 1 time in a row: timeout");
    }

    [Fact]
    public void Guests_in_no_backup_job_are_one_condition_of_the_cluster()
    {
        var said = ProtectionChecks.NotBackedUp(Given.Lab, [.. Enumerable.Range(100, 25).Reverse()]);

        said.Presence.ShouldBe(Presence.Present);
        said.Entity.ShouldBe(EntityId.Of(Given.Lab));
        said.Reason.ShouldBe("25 guests: " + string.Join(", ", Enumerable.Range(100, 20)) + " …");
        ProtectionChecks.NotBackedUp(Given.Lab, []).Presence.ShouldBe(Presence.Absent);
    }

    private static ReplicationTarget? Unlisted(string node) => null;

    private static ReplicationSample Job(string id, int failures, bool disabled = false) =>
        new(id, 100, "pve2", failures, "timeout", null, disabled);
}

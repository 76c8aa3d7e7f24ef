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
        ProtectionChecks.Replication(Given.Lab, [Job("100-0", failures, disabled)], Label)
        .ShouldHaveSingleItem().Presence.ShouldBe(presence);

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    public void A_guest_with_one_failing_job_among_several_fails_once(int first, int second)
    {
        var said = ProtectionChecks.Replication(Given.Lab, [Job("100-0", first), Job("100-1", second)], Label).ShouldHaveSingleItem();

        said.Presence.ShouldBe(Presence.Present);
        said.Entity.ShouldBe(EntityId.Of(Given.Guest));
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

    private static ReplicationSample Job(string id, int failures, bool disabled = false) =>
        new(id, 100, "pve2", failures, "timeout", null, disabled);
}

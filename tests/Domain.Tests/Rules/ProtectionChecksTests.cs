namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class ProtectionChecksTests
{
    [Theory]
    [InlineData(0, false, Presence.Absent)]
    [InlineData(1, false, Presence.Present)]
    [InlineData(3, true, Presence.Absent)]
    public void A_replication_job_that_failed_since_its_last_success_fails_unless_disabled(int failures, bool disabled, Presence presence) =>
        ProtectionChecks.Replication(Given.Lab, [Job("100-0", failures, disabled)]).ShouldHaveSingleItem().Presence.ShouldBe(presence);

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    public void A_guest_with_one_failing_job_among_several_fails_once(int first, int second)
    {
        var said = ProtectionChecks.Replication(Given.Lab, [Job("100-0", first), Job("100-1", second)]).ShouldHaveSingleItem();

        said.Presence.ShouldBe(Presence.Present);
        said.Entity.ShouldBe(EntityId.Of(Given.Guest));
    }

    [Fact]
    public void The_newest_ended_backup_of_a_guest_tells()
    {
        ProtectionChecks.Backups(Given.Lab, [Dump("100", 0, "job errors"), Dump("100", 60, "OK")]).Single().Presence.ShouldBe(Presence.Absent);
        ProtectionChecks.Backups(Given.Lab, [Dump("100", 60, "job errors"), Dump("100", 0, "OK")]).Single().Presence.ShouldBe(Presence.Present);
        ProtectionChecks.Backups(Given.Lab, [Dump("100", 0, "WARNINGS: 2")]).Single().Presence.ShouldBe(Presence.Absent);
    }

    [Fact]
    public void A_running_backup_and_other_tasks_tell_nothing() =>
        ProtectionChecks.Backups(Given.Lab, [Dump("100", 0, null) with { EndedAt = null }, Dump("100", 0, "boom") with { Type = "qmstart" }]).ShouldBeEmpty();

    [Fact]
    public void A_job_over_several_guests_is_its_nodes_own() =>
        ProtectionChecks.Backups(Given.Lab, [Dump("", 0, "job errors")]).Single().Entity.ShouldBe(EntityId.Of(Given.Node));

    [Fact]
    public void A_guest_that_moved_is_judged_by_its_newest_backup_on_any_node() =>
        ProtectionChecks.Backups(Given.Lab, [Dump("100", 0, "job errors"), Dump("100", 60, "OK") with { Node = "pve2" }])
            .ShouldHaveSingleItem().Presence.ShouldBe(Presence.Absent);

    [Fact]
    public void Guests_in_no_backup_job_are_one_condition_of_the_cluster()
    {
        var said = ProtectionChecks.NotBackedUp(Given.Lab, [.. Enumerable.Range(100, 25).Reverse()]);

        said.Presence.ShouldBe(Presence.Present);
        said.Entity.ShouldBe(EntityId.Of(Given.Lab));
        said.Reason.ShouldBe("25 guests: " + string.Join(", ", Enumerable.Range(100, 20)) + " …");
        ProtectionChecks.NotBackedUp(Given.Lab, []).Presence.ShouldBe(Presence.Absent);
    }

    private static ReplicationSample Job(string id, int failures, bool disabled = false) => new(id, 100, "pve2", failures, "timeout", null, disabled);

    private static PveTask Dump(string id, double startedAt, string? status) =>
        new($"UPID:{id}:{startedAt}", "pve1", "vzdump", id, "root@pam", Given.At(startedAt), Given.At(startedAt + 30), status);
}

using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Tests.Runbooks;

/// <summary>A request that may never have left: whether it ends and may be repeated depends on the proof.</summary>
public sealed class NeverSentRequestTests
{
    [Fact]
    public void A_request_that_is_proven_never_to_have_left_ends_within_a_minute_and_the_next_attempt_need_not_rest()
    {
        var (world, journal) = (new World(), new List<JournalEntry>());
        Should.Throw<Died>(() => new Process(world, journal, killAt: 8).Run());
        journal.Select(entry => entry.Mark).ShouldBe([JournalMark.Planned, JournalMark.Sending], "it died between the entry and the call");
        world.Sent.ShouldBe(0);

        new Process(world, journal).Run();

        journal.Select(entry => entry.Mark).ShouldBe(
            [JournalMark.Planned, JournalMark.Sending, JournalMark.Withdrawn, JournalMark.Planned, JournalMark.Sending, JournalMark.Accepted, JournalMark.Succeeded]);
        (journal[2].At - journal[1].At).ShouldBeInRange(TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(60));
        (journal[4].At - journal[2].At).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        journal.Select(entry => entry.Attempt).ShouldBe([1, 1, 1, 2, 2, 2, 2]);
    }

    [Theory]
    [InlineData("clock")]
    [InlineData("tasks")]
    [InlineData("all tasks")]
    [InlineData("user")]
    [InlineData("guest")]
    [InlineData("answer")]
    public void Without_proof_that_a_request_never_left_it_is_waited_for_as_before(string missing)
    {
        var plan = RunbookCatalog.PlanFor(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1", "key", "id", Given.Start)!;
        JournalEntry[] journal = [new() { Mark = missing == "answer" ? JournalMark.Unclear : JournalMark.Sending, At = Given.At(0), Attempt = 1, Action = plan.Action }];
        journal = missing == "answer" ? [journal[0] with { Mark = JournalMark.Sending }, journal[0]] : journal;
        var readings = new ProbeReadings
        {
            At = Given.At(50),
            Entries = journal.Length,
            Asked = Reads.Guest | Reads.Tasks,
            Guest = missing == "guest" ? null : new() { Status = GuestStatus.Stopped },
            Tasks = missing == "tasks" ? null : [],
            TasksComplete = missing != "all tasks",
            ClockSkew = missing == "clock" ? null : TimeSpan.Zero,
            ActUser = missing == "user" ? null : World.ActUser,
        };

        RemediationMachine.Next(plan, journal, readings, Given.At(50), GuardrailSettings.Default).Kind.ShouldBe(RemediationStepKind.Wait);
    }
}

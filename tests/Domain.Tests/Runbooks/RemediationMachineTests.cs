using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Tests.Runbooks;

/// <summary>The way of a remediation, from an open incident to a definite end.</summary>
public sealed class RemediationMachineTests
{
    [Fact]
    public void A_crashed_guest_is_planned_sent_once_verified_and_done()
    {
        var (world, marks) = Run(new());

        marks.ShouldBe([JournalMark.Planned, JournalMark.Sending, JournalMark.Accepted, JournalMark.Succeeded]);
        (world.Sent, world.Runs).ShouldBe((1, true));
        (world.Now - Given.Start).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Everything_is_read_again_between_plan_and_sending()
    {
        var process = new Process(new(), []);
        process.Run();
        process.Steps.Take(4).Select(step => step.Kind).ShouldBe([RemediationStepKind.Read, RemediationStepKind.Plan, RemediationStepKind.Read, RemediationStepKind.Dispatch]);
    }

    [Fact]
    public void A_node_that_is_silent_is_not_asked_all_the_time()
    {
        var plan = RunbookCatalog.PlanFor(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1", "key", "id", Given.Start)!;
        var blind = new ProbeReadings { At = Given.Start, Entries = 0, Asked = Reads.Guest, Blind = "no answer" };
        RemediationMachine.Next(plan, [], blind, Given.Start, GuardrailSettings.Default).Until.ShouldBe(Given.At(12));
    }

    [Fact]
    public void Three_starts_that_fail_escalate_once_and_stop()
    {
        var journal = new List<JournalEntry>();
        var (world, _) = Run(new() { FailingStarts = 9 }, journal);

        world.Sent.ShouldBe(3);
        journal.Count(entry => entry.Mark == JournalMark.Failed).ShouldBe(3);
        journal.Count(entry => entry.Mark == JournalMark.Escalated).ShouldBe(1);
        journal[^1].Mark.ShouldBe(JournalMark.Escalated);
        journal[^1].Reason.ShouldContain("QEMU exited with code 1");
        journal.Where(entry => entry.Mark == JournalMark.Sending).Select(entry => entry.Attempt).ShouldBe([1, 2, 3]);
        new Process(world, journal).Run().Kind.ShouldBe(RemediationStepKind.Done);
    }

    [Fact]
    public void Attempts_rest_between_each_other()
    {
        var journal = new List<JournalEntry>();
        Run(new() { FailingStarts = 1 }, journal);

        var sent = journal.Where(entry => entry.Mark == JournalMark.Sending).Select(entry => entry.At).ToList();
        (sent[1] - sent[0]).ShouldBeGreaterThanOrEqualTo(GuardrailSettings.Default.Cooldown);
        journal[^1].Mark.ShouldBe(JournalMark.Succeeded);
    }

    [Fact]
    public void A_guest_that_runs_again_is_left_alone()
    {
        var world = new World();
        world.Send();
        world.Now = world.Now.AddSeconds(5);
        var journal = new List<JournalEntry>();

        var end = new Process(world, journal).Run();

        (end.Kind, journal.Count, world.Sent).ShouldBe((RemediationStepKind.Done, 0, 1));
        end.Reason.ShouldContain("running");
    }

    [Fact]
    public void One_that_comes_back_between_plan_and_sending_is_not_sent()
    {
        var world = new World();
        var journal = new List<JournalEntry>();
        Should.Throw<Died>(() => new Process(world, journal, killAt: 5).Run());
        journal.Single().Mark.ShouldBe(JournalMark.Planned);
        world.Send();
        world.Now = world.Now.AddSeconds(5);

        new Process(world, journal).Run().Kind.ShouldBe(RemediationStepKind.Done);

        journal[^1].Mark.ShouldBe(JournalMark.Withdrawn);
        world.Sent.ShouldBe(1);
    }

    [Fact]
    public void A_guardrail_that_refuses_at_the_moment_of_sending_lets_nothing_out_and_loses_nothing()
    {
        var (world, journal) = (new World(), new List<JournalEntry>());
        var refused = 3;
        var process = new Process(world, journal) { Allows = step => step.Kind != RemediationStepKind.Dispatch || refused-- <= 0 };

        process.Run();

        journal.Select(entry => entry.Mark).ShouldBe(
        [
            JournalMark.Planned, JournalMark.Blocked, JournalMark.Planned, JournalMark.Blocked, JournalMark.Planned, JournalMark.Blocked,
            JournalMark.Planned, JournalMark.Sending, JournalMark.Accepted, JournalMark.Succeeded,
        ]);
        (world.Sent, journal[^1].Attempt).ShouldBe((1, 1));
    }

    [Fact]
    public void An_answer_that_was_lost_is_looked_for_among_the_tasks_and_nothing_is_sent_again()
    {
        var (world, marks) = Run(new() { Answer = ActResult.Unknown("no answer"), ClockSkew = TimeSpan.FromSeconds(-40) });

        marks.ShouldBe([JournalMark.Planned, JournalMark.Sending, JournalMark.Unclear, JournalMark.Accepted, JournalMark.Succeeded]);
        world.Sent.ShouldBe(1);
    }

    [Fact]
    public void A_task_of_an_earlier_attempt_or_of_somebody_else_is_not_taken_for_the_one_that_was_sent()
    {
        var plan = RunbookCatalog.PlanFor(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1", "key", "id", Given.Start)!;
        JournalEntry Entry(JournalMark mark, double at, string? upid = null) => new() { Mark = mark, At = Given.At(at), Attempt = 1, Action = plan.Action, Upid = upid };
        var earlier = Given.Task("qmstart", World.ActUser, startedAt: 8);
        JournalEntry[] journal = [Entry(JournalMark.Sending, 8), Entry(JournalMark.Accepted, 8, earlier.Upid), Entry(JournalMark.Failed, 9, earlier.Upid), Entry(JournalMark.Sending, 10)];
        RemediationStep After(params PveTask[] tasks) => RemediationMachine.Next(
            plan, journal,
            new() { At = Given.At(11), Entries = 4, Asked = Reads.Guest | Reads.Tasks, Guest = new() { Status = GuestStatus.Stopped }, Tasks = [.. tasks], ClockSkew = TimeSpan.Zero, ActUser = World.ActUser },
            Given.At(11), GuardrailSettings.Default);

        After(earlier).Kind.ShouldBe(RemediationStepKind.Wait);
        After(Given.Task("qmstart", "anna@pve", startedAt: 10)).Kind.ShouldBe(RemediationStepKind.Wait);
        After(Given.Task("qmstart", World.ActUser, "101", startedAt: 10)).Kind.ShouldBe(RemediationStepKind.Wait);
        After(earlier, Given.Task("qmstart", World.ActUser, startedAt: 10)).Kind.ShouldBe(RemediationStepKind.Adopt);
    }

    [Fact]
    public void Without_the_clock_of_its_node_no_task_is_taken_for_the_one_that_was_sent_and_none_proves_that_it_never_arrived()
    {
        var plan = RunbookCatalog.PlanFor(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1", "key", "id", Given.Start)!;
        JournalEntry[] journal = [new() { Mark = JournalMark.Sending, At = Given.At(10), Attempt = 1, Action = plan.Action }];
        RemediationStep At(double seconds) => RemediationMachine.Next(
            plan, journal,
            new()
            {
                At = Given.At(seconds),
                Entries = 1,
                Asked = Reads.Guest | Reads.Tasks,
                Guest = new() { Status = GuestStatus.Stopped },
                Tasks = [Given.Task("qmstart", World.ActUser, startedAt: 10)],
                ActUser = World.ActUser,
            },
            Given.At(seconds), GuardrailSettings.Default);

        At(11).Kind.ShouldBe(RemediationStepKind.Wait);
        At(3600).Kind.ShouldBe(RemediationStepKind.Unknown);
    }

    [Fact]
    public void A_call_that_never_arrived_has_failed_once_the_tasks_prove_it()
    {
        var journal = new List<JournalEntry>();
        Run(new() { Swallows = true }, journal);

        var first = journal.First(entry => entry.Mark == JournalMark.Failed);
        first.Reason.ShouldContain("never reached pve1");
        (first.At - journal.First(entry => entry.Mark == JournalMark.Sending).At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(45));
        journal[^1].Mark.ShouldBe(JournalMark.Escalated);
    }

    [Fact]
    public void An_attempt_that_failed_before_the_clock_was_set_back_by_hours_does_not_rest_for_hours()
    {
        var plan = RunbookCatalog.PlanFor(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1", "key", "id", Given.Start)!;
        JournalEntry[] journal = [new() { Mark = JournalMark.Failed, At = Given.At(7200), Attempt = 1, Action = plan.Action }];

        RemediationMachine.Next(plan, journal, ProbeReadings.None, Given.At(0), GuardrailSettings.Default).Kind.ShouldBe(RemediationStepKind.Read);
        RemediationMachine.Next(plan, journal, ProbeReadings.None, Given.At(7190), GuardrailSettings.Default).Until.ShouldBe(Given.At(7260));
    }

    [Theory]
    [InlineData(JournalMark.Blocked, RemediationStepKind.Withdraw)]
    [InlineData(JournalMark.Planned, RemediationStepKind.Withdraw)]
    [InlineData(JournalMark.Failed, RemediationStepKind.Withdraw)]
    [InlineData(JournalMark.Withdrawn, RemediationStepKind.Done)]
    [InlineData(JournalMark.Succeeded, RemediationStepKind.Done)]
    [InlineData(JournalMark.Escalated, RemediationStepKind.Done)]
    [InlineData(JournalMark.Sending, RemediationStepKind.Read)]
    [InlineData(JournalMark.Accepted, RemediationStepKind.Read)]
    [InlineData(JournalMark.Refused, RemediationStepKind.Fail)]
    [InlineData(JournalMark.Unknown, RemediationStepKind.Escalate)]
    public void A_runbook_that_is_not_in_use_begins_nothing_and_watches_what_was_sent_to_its_end(JournalMark last, RemediationStepKind next)
    {
        var plan = RunbookCatalog.PlanFor(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1", "key", "id", Given.Start)!;
        JournalEntry Entry(JournalMark mark) => new() { Mark = mark, At = Given.Start, Attempt = 1, Action = plan.Action };

        var step = RemediationMachine.Next(plan, [Entry(JournalMark.Sending), Entry(last)], ProbeReadings.None, Given.At(10), GuardrailSettings.Default, inUse: false);

        step.Kind.ShouldBe(next);
        if (next == RemediationStepKind.Withdraw) step.Reason.ShouldBe("the runbook restart-crashed-vm is not in use any more");
    }

    [Fact]
    public void A_repair_of_a_runbook_that_this_version_does_not_know_ends_with_people()
    {
        var plan = RunbookCatalog.PlanFor(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1", "key", "id", Given.Start)! with { RunbookId = "from-the-future" };
        var journal = new List<JournalEntry> { new() { Mark = JournalMark.Sending, At = Given.Start, Attempt = 1, Action = plan.Action } };

        for (var i = 0; i < 2; i++) journal.Add(RemediationMachine.Next(plan, journal, ProbeReadings.None, Given.At(i), GuardrailSettings.Default, inUse: false).Entry(Given.At(i)));

        journal.Select(entry => entry.Mark).ShouldBe([JournalMark.Sending, JournalMark.Unknown, JournalMark.Escalated]);
        RemediationMachine.Next(plan, journal, ProbeReadings.None, Given.At(2), GuardrailSettings.Default, inUse: false).Kind.ShouldBe(RemediationStepKind.Done);
    }

    [Fact]
    public void An_outcome_that_cannot_be_found_out_is_unknown_and_for_people_and_nothing_is_sent_again()
    {
        var (world, marks) = Run(new() { Answer = ActResult.Unknown("no answer"), Blind = at => at > Given.Start });

        // Blind only from the moment of sending on: the reads before it share one instant.
        marks.ShouldBe([JournalMark.Planned, JournalMark.Sending, JournalMark.Unclear, JournalMark.Accepted, JournalMark.Unknown, JournalMark.Escalated]);
        world.Sent.ShouldBe(1);
    }

    [Fact]
    public void A_refusal_that_no_repetition_changes_is_for_people_at_once()
    {
        var journal = new List<JournalEntry>();
        var (world, _) = Run(new() { Swallows = true, Answer = ActResult.Refused("it lacks VM.PowerMgmt", lasting: true) }, journal);

        world.Sent.ShouldBe(1);
        journal.Select(entry => entry.Mark).ShouldBe([JournalMark.Planned, JournalMark.Sending, JournalMark.Refused, JournalMark.Failed, JournalMark.Escalated]);
        journal[^1].Reason.ShouldContain("VM.PowerMgmt");
    }

    [Fact]
    public void A_plan_that_cannot_be_carried_out_makes_way()
    {
        var (world, journal) = (new World { Blind = at => at > Given.Start && at < Given.Start.AddMinutes(5) }, new List<JournalEntry>());
        Should.Throw<Died>(() => new Process(world, journal, killAt: 5).Run());
        world.Now = world.Now.AddSeconds(1);

        new Process(world, journal).Run();

        journal.Select(entry => entry.Mark).Take(3).ShouldBe([JournalMark.Planned, JournalMark.Withdrawn, JournalMark.Planned]);
        journal[^1].Mark.ShouldBe(JournalMark.Succeeded);
    }

    [Fact]
    public void A_guest_whose_start_takes_longer_than_the_deadline_has_an_unknown_outcome()
    {
        var (_, marks) = Run(new() { StartTakes = TimeSpan.FromMinutes(5) });
        marks.TakeLast(2).ShouldBe([JournalMark.Unknown, JournalMark.Escalated]);
    }

    private static (World World, List<JournalMark> Marks) Run(World world, List<JournalEntry>? journal = null)
    {
        journal ??= [];
        new Process(world, journal).Run();
        return (world, [.. journal.Select(entry => entry.Mark)]);
    }
}

using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Simulator.Faults;

namespace OrleansMonitor.Proxmox.Tests.Acting;

/// <summary>Runbooks from plan to verdict against a simulated cluster over HTTPS: what the machine asks for can be read and sent.</summary>
public sealed class RemediationOverHttpsTests : SimulatedClusterTest
{
    [Fact]
    public async Task A_killed_guest_runs_again_within_its_boot_time_and_two_looks()
    {
        Simulator.Cluster.KillGuest(100);
        Simulator.Cluster.SetBootTime(100, TimeSpan.FromSeconds(20));

        var marks = await RunAsync(PlanOfGuest());

        marks.ShouldBe([JournalMark.Planned, JournalMark.Sending, JournalMark.Accepted, JournalMark.Succeeded]);
        Simulator.Cluster.StartRequests(100).ShouldBe(1);
        (Time.GetUtcNow() - Time.Start).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(20 + 6));
    }

    [Fact]
    public async Task Three_failing_starts_escalate_with_the_words_of_the_task()
    {
        Simulator.Cluster.KillGuest(100);
        Simulator.Cluster.NextStartFails(100, 9);

        var marks = await RunAsync(PlanOfGuest());

        marks.Count(mark => mark == JournalMark.Failed).ShouldBe(3);
        marks[^1].ShouldBe(JournalMark.Escalated);
        Simulator.Cluster.StartRequests(100).ShouldBe(3);
    }

    [Fact]
    public async Task A_lost_answer_is_found_again_among_the_tasks_of_a_node_whose_clock_is_wrong()
    {
        Simulator.Cluster.SetClockSkew("pve1", TimeSpan.FromMinutes(7));
        Simulator.Cluster.KillGuest(100);
        Simulator.Faults.Add(new FaultRule { Method = "POST", LoseAnswer = true });

        var marks = await RunAsync(PlanOfGuest());

        marks.ShouldBe([JournalMark.Planned, JournalMark.Sending, JournalMark.Unclear, JournalMark.Accepted, JournalMark.Succeeded]);
        Simulator.Cluster.StartRequests(100).ShouldBe(1);
    }

    [Fact]
    public async Task A_call_that_breaks_off_before_it_arrives_is_not_sent_again_until_the_tasks_prove_it()
    {
        Simulator.Cluster.KillGuest(100);
        Simulator.Faults.Add(new FaultRule { Method = "POST", AbortConnection = true, Times = 1 });

        var marks = await RunAsync(PlanOfGuest());

        marks.ShouldBe(
        [
            JournalMark.Planned, JournalMark.Sending, JournalMark.Unclear, JournalMark.Failed,
            JournalMark.Planned, JournalMark.Sending, JournalMark.Accepted, JournalMark.Succeeded,
        ]);
        Simulator.Cluster.StartRequests(100).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_is_woken_and_one_that_sleeps_through_is_left_to_people()
    {
        Simulator.Cluster.PowerOffNode("pve2");
        Time.Advance(TimeSpan.FromSeconds(10));
        (await RunAsync(PlanOfNode("pve2")))[^1].ShouldBe(JournalMark.Succeeded);

        Simulator.Cluster.PowerOffNode("pve2");
        Simulator.Cluster.SetWakeOnLan("pve2", null);
        Time.Advance(TimeSpan.FromSeconds(10));
        var marks = await RunAsync(PlanOfNode("pve2"));
        marks.ShouldBe([JournalMark.Planned, JournalMark.Sending, JournalMark.Refused, JournalMark.Failed, JournalMark.Escalated]);
    }

    [Fact]
    public async Task A_failed_service_is_active_again_on_the_second_attempt()
    {
        Simulator.Cluster.FailService("pve2", "cron");
        Simulator.Cluster.NextRestartFails("pve2", "cron");
        var cron = EntityId.Service(new(ProbeFor.Lab, "pve2"), "cron");

        var marks = await RunAsync(RunbookCatalog.PlanFor(ConditionType.ServiceDown, cron, "pve2", "key", "id", Time.GetUtcNow())!);

        marks.Count(mark => mark == JournalMark.Failed).ShouldBe(1);
        marks[^1].ShouldBe(JournalMark.Succeeded);
        Simulator.Cluster.Nodes.Single(node => node.Name == "pve2").FailedServices.ShouldBeEmpty();
    }

    private RemediationPlan PlanOfGuest()
    {
        var guest = Simulator.Cluster.Guest(100);
        return RunbookCatalog.PlanFor(
            guest.Kind == "qemu" ? ConditionType.VmCrashed : ConditionType.CtCrashed, EntityId.Of(ActuatorFor.Guest), guest.Node, "key", "id", Time.GetUtcNow())!;
    }

    private RemediationPlan PlanOfNode(string node) =>
        RunbookCatalog.PlanFor(ConditionType.NodeUnreachable, EntityId.Of(new NodeId(ProbeFor.Lab, node)), node, "key", "id", Time.GetUtcNow())!;

    private async Task<List<JournalMark>> RunAsync(RemediationPlan plan)
    {
        var (journal, readings) = (new List<JournalEntry>(), ProbeReadings.None);
        for (var i = 0; i < 500; i++)
        {
            var step = RemediationMachine.Next(plan, journal, readings, Time.GetUtcNow(), GuardrailSettings.Default);
            if (step.Kind == RemediationStepKind.Done) return [.. journal.Select(entry => entry.Mark)];
            if (step.Kind == RemediationStepKind.Wait)
            {
                Time.Advance(step.Until - Time.GetUtcNow());
                readings = readings.Aged();
                continue;
            }

            if (step.Kind == RemediationStepKind.Read)
            {
                readings = await ReadAsync(step, readings, journal.Count);
                continue;
            }

            journal.Add(step.Entry(Time.GetUtcNow()));
            if (step.Kind == RemediationStepKind.Dispatch) journal.Add(journal[^1].Answered(await Actuator.SendAsync(step.Action, ProbeFor.Cancellation), Time.GetUtcNow()));
        }

        throw new InvalidOperationException("The remediation has no end: " + string.Join(' ', journal.Select(entry => entry.Mark)));
    }

    private async Task<ProbeReadings> ReadAsync(RemediationStep step, ProbeReadings before, int entries)
    {
        var (node, cluster, cancellation) = (step.Action.NodeId, step.Action.Target.Cluster, ProbeFor.Cancellation);
        var clock = step.Reads.HasFlag(Reads.Tasks) ? (await Probe.ReadClockAsync(node, cancellation)).Value : default;
        var skew = step.Reads.HasFlag(Reads.Tasks) ? clock - Time.GetUtcNow() : TimeSpan.Zero;
        var guest = step.Reads.HasFlag(Reads.Guest)
            ? await Probe.ReadGuestAsync(new(cluster, step.Action.Target.Vmid!.Value), node.Name, step.Action.GuestKind!.Value, cancellation) : null;
        return new()
        {
            At = Time.GetUtcNow(),
            Entries = entries,
            Asked = step.Reads,
            Guest = guest is { Succeeded: true } ? guest.Value : null,
            GuestNode = node.Name,
            GuestBefore = before.Guest ?? before.GuestBefore,
            ClockSkew = skew,
            Tasks = step.Reads.HasFlag(Reads.Tasks) ? (await Probe.ReadTasksAsync(node, new(Since: step.Since + skew), cancellation)).Value : null,
            Task = step.Reads.HasFlag(Reads.Task) ? (await Actuator.ReadTaskAsync(cluster, step.Upid!, cancellation)).Value : null,
            Members = step.Reads.HasFlag(Reads.Members) ? (await Probe.ReadMembershipAsync(cluster, cancellation)).Value : null,
            Services = step.Reads.HasFlag(Reads.Services) ? (await Probe.ReadServicesAsync(node, cancellation)).Value : null,
            ActUser = Actuator.TokenIdOf(cluster),
        };
    }
}

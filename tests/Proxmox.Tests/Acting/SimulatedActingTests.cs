using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Faults;

namespace OrleansMonitor.Proxmox.Tests.Acting;

/// <summary>The actuator against a simulated cluster, as the monitor uses it.</summary>
public sealed class SimulatedActingTests : SimulatedClusterTest
{
    [Fact]
    public async Task A_killed_guest_is_started_and_its_task_tells_so()
    {
        var guest = Simulator.Cluster.Guest(100);
        Simulator.Cluster.KillGuest(100);

        var result = await Actuator.SendAsync(RunbookAction.StartGuest(ActuatorFor.Guest, guest.Node, Kind(guest)), ProbeFor.Cancellation);
        var early = await Actuator.ReadTaskAsync(ProbeFor.Lab, result.Upid!, ProbeFor.Cancellation);
        Time.Advance(TimeSpan.FromSeconds(2));
        var late = await Actuator.ReadTaskAsync(ProbeFor.Lab, result.Upid!, ProbeFor.Cancellation);

        early.Value!.Running.ShouldBeTrue();
        (late.Value!.Running, late.Value.ExitStatus, late.Value.Succeeded).ShouldBe((false, "OK", true));
        Simulator.Cluster.Guest(100).Status.ShouldBe("running");
        Simulator.Cluster.StartRequests(100).ShouldBe(1);
        result.Upid!.ShouldEndWith($":100:{Actuator.TokenIdOf(ProbeFor.Lab)}:");
    }

    [Fact]
    public async Task A_start_that_fails_is_accepted_and_its_task_says_why()
    {
        var guest = Simulator.Cluster.Guest(100);
        Simulator.Cluster.KillGuest(100);
        Simulator.Cluster.NextStartFails(100);

        var result = await Actuator.SendAsync(RunbookAction.StartGuest(ActuatorFor.Guest, guest.Node, Kind(guest)), ProbeFor.Cancellation);
        Time.Advance(TimeSpan.FromSeconds(2));
        var task = (await Actuator.ReadTaskAsync(ProbeFor.Lab, result.Upid!, ProbeFor.Cancellation)).Value!;

        (result.Kind, task.Failed).ShouldBe((ActResultKind.Accepted, true));
        task.ExitStatus.ShouldBe("start failed: QEMU exited with code 1");
    }

    [Fact]
    public async Task A_lost_answer_leaves_an_unknown_outcome_whose_task_is_found_among_the_nodes()
    {
        var guest = Simulator.Cluster.Guest(100);
        Simulator.Cluster.KillGuest(100);
        Simulator.Faults.Add(new FaultRule { Method = "POST", LoseAnswer = true });

        var result = await Actuator.SendAsync(RunbookAction.StartGuest(ActuatorFor.Guest, guest.Node, Kind(guest)), ProbeFor.Cancellation);
        var tasks = await Probe.ReadTasksAsync(new(ProbeFor.Lab, guest.Node), new(Vmid: 100), ProbeFor.Cancellation);

        result.Kind.ShouldBe(ActResultKind.Unknown);
        tasks.Value.Single().User.ShouldBe(Actuator.TokenIdOf(ProbeFor.Lab));
        Simulator.Cluster.StartRequests(100).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_is_woken_by_another_one()
    {
        Simulator.Cluster.PowerOffNode("pve2");
        Time.Advance(TimeSpan.FromSeconds(10));
        var via = (await Probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Value!.Nodes.Last(member => member.Online);

        var result = await Actuator.SendAsync(RunbookAction.WakeNode(new(ProbeFor.Lab, "pve2"), via), ProbeFor.Cancellation);
        Time.Advance(TimeSpan.FromSeconds(11));

        result.Kind.ShouldBe(ActResultKind.Accepted);

        // A request is logged after its response was sent.
        await Simulator.Requests.WhenAsync(log => log.Recent.Any(request => request.Method == "POST"), ProbeFor.Cancellation);
        Simulator.Requests.Recent.Single(request => request.Method == "POST").Node.ShouldBe(via.Node);
        Simulator.Cluster.Nodes.Single(node => node.Name == "pve2").Online.ShouldBeTrue();
    }

    [Fact]
    public async Task A_failed_service_is_restarted()
    {
        Simulator.Cluster.FailService("pve2", "cron");

        var result = await Actuator.SendAsync(RunbookAction.RestartService(new(ProbeFor.Lab, "pve2"), "cron"), ProbeFor.Cancellation);
        Time.Advance(TimeSpan.FromSeconds(2));

        (await Actuator.ReadTaskAsync(ProbeFor.Lab, result.Upid!, ProbeFor.Cancellation)).Value!.Succeeded.ShouldBeTrue();
        Simulator.Cluster.Nodes.Single(node => node.Name == "pve2").FailedServices.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_act_tokens_privilege_is_known_before_anything_is_sent()
    {
        var start = RunbookAction.StartGuest(ActuatorFor.Guest, "pve1", GuestKind.Vm);
        async Task<ActTokenState> StateAsync() => (await Actuator.CheckTokenAsync(start, ProbeFor.Cancellation)).State;

        (await StateAsync()).ShouldBe(ActTokenState.Privileged);
        Simulator.Cluster.SetTokenPrivileges(Simulator.ActTokenId, "VM.Audit");
        (await StateAsync()).ShouldBe(ActTokenState.Lacking);
        Simulator.Cluster.SetTokenPrivileges(Simulator.ActTokenId);
        (await StateAsync()).ShouldBe(ActTokenState.Lacking);
        Simulator.Faults.Add(new FaultRule { PathPrefix = "/access", AbortConnection = true });
        (await StateAsync()).ShouldBe(ActTokenState.Unreadable);
        Simulator.Faults.Clear();
        Simulator.Faults.Add(new FaultRule { PathPrefix = "/access", Status = 401, Reason = "Authentication failed!" });
        (await StateAsync()).ShouldBe(ActTokenState.Invalid);
        Simulator.Requests.Count("POST", "/").ShouldBe(0);
    }

    [Fact]
    public async Task What_is_sent_counts_towards_the_clusters_requests()
    {
        await Actuator.SendAsync(RunbookAction.RestartService(new(ProbeFor.Lab, "pve2"), "cron"), ProbeFor.Cancellation);

        Probe.RequestsInLastMinute(ProbeFor.Lab).ShouldBe(1);
    }

    [Fact]
    public async Task The_clusters_tasks_tell_of_a_node_that_is_away()
    {
        Simulator.Cluster.ShutdownNode("pve2");
        Time.Advance(TimeSpan.FromSeconds(20));

        var tasks = await Probe.ReadClusterTasksAsync(ProbeFor.Lab, ProbeFor.Cancellation);

        tasks.Value.ShouldContain(task => task.Node == "pve2" && task.Type == "stopall" && task.User == "root@pam");
    }

    private static GuestKind Kind(GuestSnapshot guest) => guest.Kind == "qemu" ? GuestKind.Vm : GuestKind.Container;
}

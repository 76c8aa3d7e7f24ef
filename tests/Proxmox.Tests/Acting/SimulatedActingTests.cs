using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Proxmox.Tests.Acting;

/// <summary>The actuator against a simulated cluster, as the monitor uses it.</summary>
public sealed class SimulatedActingTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
    private SimulatedProxmox _simulator = null!;
    private ProxmoxProbe _probe = null!;
    private ProxmoxActuator _actuator = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatedProxmox.StartAsync(new() { Guests = 20, StoppedShare = 0 }, _time, ProbeFor.Cancellation);
        var connection = ActuatorFor.Connection(_simulator);
        _probe = ProbeFor.With(connection);
        _actuator = ActuatorFor.With(connection, beside: _probe);
    }

    public async ValueTask DisposeAsync()
    {
        _actuator.Dispose();
        _probe.Dispose();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_guest_is_started_and_its_task_tells_so()
    {
        var guest = _simulator.Cluster.Guest(100);
        _simulator.Cluster.KillGuest(100);

        var result = await _actuator.StartGuestAsync(ActuatorFor.Guest, guest.Node, Kind(guest), ProbeFor.Cancellation);
        var early = await _actuator.ReadTaskAsync(ProbeFor.Lab, result.Upid!, ProbeFor.Cancellation);
        _time.Advance(TimeSpan.FromSeconds(2));
        var late = await _actuator.ReadTaskAsync(ProbeFor.Lab, result.Upid!, ProbeFor.Cancellation);

        early.Value!.Running.ShouldBeTrue();
        (late.Value!.Running, late.Value.ExitStatus, late.Value.Succeeded).ShouldBe((false, "OK", true));
        _simulator.Cluster.Guest(100).Status.ShouldBe("running");
        _simulator.Cluster.StartRequests(100).ShouldBe(1);
        result.Upid!.ShouldEndWith($":100:{_actuator.TokenIdOf(ProbeFor.Lab)}:");
    }

    [Fact]
    public async Task A_start_that_fails_is_accepted_and_its_task_says_why()
    {
        var guest = _simulator.Cluster.Guest(100);
        _simulator.Cluster.KillGuest(100);
        _simulator.Cluster.NextStartFails(100);

        var result = await _actuator.StartGuestAsync(ActuatorFor.Guest, guest.Node, Kind(guest), ProbeFor.Cancellation);
        _time.Advance(TimeSpan.FromSeconds(2));
        var task = (await _actuator.ReadTaskAsync(ProbeFor.Lab, result.Upid!, ProbeFor.Cancellation)).Value!;

        (result.Kind, task.Failed).ShouldBe((ActResultKind.Accepted, true));
        task.ExitStatus.ShouldBe("start failed: QEMU exited with code 1");
    }

    [Fact]
    public async Task A_lost_answer_leaves_an_unknown_outcome_whose_task_is_found_among_the_nodes()
    {
        var guest = _simulator.Cluster.Guest(100);
        _simulator.Cluster.KillGuest(100);
        _simulator.Faults.Add(new FaultRule { Method = "POST", LoseAnswer = true });

        var result = await _actuator.StartGuestAsync(ActuatorFor.Guest, guest.Node, Kind(guest), ProbeFor.Cancellation);
        var tasks = await _probe.ReadTasksAsync(new(ProbeFor.Lab, guest.Node), new(Vmid: 100), ProbeFor.Cancellation);

        result.Kind.ShouldBe(ActResultKind.Unknown);
        tasks.Value.Single().User.ShouldBe(_actuator.TokenIdOf(ProbeFor.Lab));
        _simulator.Cluster.StartRequests(100).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_is_woken_by_another_one()
    {
        _simulator.Cluster.PowerOffNode("pve2");
        _time.Advance(TimeSpan.FromSeconds(10));
        var via = (await _probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Value!.Nodes.Last(member => member.Online);

        var result = await _actuator.WakeNodeAsync(new(ProbeFor.Lab, "pve2"), via, ProbeFor.Cancellation);
        _time.Advance(TimeSpan.FromSeconds(11));

        result.Kind.ShouldBe(ActResultKind.Accepted);
        _simulator.Requests.Recent.Single(request => request.Method == "POST").Node.ShouldBe(via.Node);
        _simulator.Cluster.Nodes.Single(node => node.Name == "pve2").Online.ShouldBeTrue();
    }

    [Fact]
    public async Task A_failed_service_is_restarted()
    {
        _simulator.Cluster.FailService("pve2", "cron");

        var result = await _actuator.RestartServiceAsync(new(ProbeFor.Lab, "pve2"), "cron", ProbeFor.Cancellation);
        _time.Advance(TimeSpan.FromSeconds(2));

        (await _actuator.ReadTaskAsync(ProbeFor.Lab, result.Upid!, ProbeFor.Cancellation)).Value!.Succeeded.ShouldBeTrue();
        _simulator.Cluster.Nodes.Single(node => node.Name == "pve2").FailedServices.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_act_tokens_privilege_is_known_before_anything_is_sent()
    {
        var start = RunbookAction.StartGuest(ActuatorFor.Guest, "pve1", GuestKind.Vm);
        async Task<ActTokenState> StateAsync() => (await _actuator.CheckTokenAsync(start, ProbeFor.Cancellation)).State;

        (await StateAsync()).ShouldBe(ActTokenState.Privileged);
        _simulator.Cluster.SetTokenPrivileges(_simulator.ActTokenId, "VM.Audit");
        (await StateAsync()).ShouldBe(ActTokenState.Lacking);
        _simulator.Cluster.SetTokenPrivileges(_simulator.ActTokenId);
        (await StateAsync()).ShouldBe(ActTokenState.Lacking);
        _simulator.Faults.Add(new FaultRule { PathPrefix = "/access", AbortConnection = true });
        (await StateAsync()).ShouldBe(ActTokenState.Unreadable);
        _simulator.Faults.Clear();
        _simulator.Faults.Add(new FaultRule { PathPrefix = "/access", Status = 401, Reason = "Authentication failed!" });
        (await StateAsync()).ShouldBe(ActTokenState.Invalid);
        _simulator.Requests.Count("POST", "/").ShouldBe(0);
    }

    [Fact]
    public async Task What_is_sent_counts_towards_the_clusters_requests()
    {
        await _actuator.RestartServiceAsync(new(ProbeFor.Lab, "pve2"), "cron", ProbeFor.Cancellation);

        _probe.RequestsInLastMinute(ProbeFor.Lab).ShouldBe(1);
    }

    [Fact]
    public async Task The_clusters_tasks_tell_of_a_node_that_is_away()
    {
        _simulator.Cluster.ShutdownNode("pve2");
        _time.Advance(TimeSpan.FromSeconds(20));

        var tasks = await _probe.ReadClusterTasksAsync(ProbeFor.Lab, ProbeFor.Cancellation);

        tasks.Value.ShouldContain(task => task.Node == "pve2" && task.Type == "stopall" && task.User == "root@pam");
    }

    private static GuestKind Kind(GuestSnapshot guest) => guest.Kind == "qemu" ? GuestKind.Vm : GuestKind.Container;
}

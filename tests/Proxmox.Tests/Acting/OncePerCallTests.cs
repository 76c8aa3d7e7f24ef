using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Proxmox.Acting;

namespace OrleansMonitor.Proxmox.Tests.Acting;

/// <summary>A call that acts is sent once, whatever happens to it.</summary>
public sealed class OncePerCallTests
{
    private const string Upid = "UPID:pve1:000004D2:00000F00:6B053E49:qmstart:100:monitor@pve!act:";
    private static readonly string Ok = $$"""{"data":"{{Upid}}"}""";

    [Fact]
    public void Every_kind_of_action_has_a_request_and_an_incomplete_one_has_none()
    {
        var start = RunbookAction.StartGuest(ActuatorFor.Guest, "pve1", GuestKind.Vm) with { Via = ActuatorFor.Pve1 };
        Enum.GetValues<ActionKind>().Select(kind => ActionCalls.Of(start with { Kind = kind }, TimeSpan.Zero).Name)
            .ShouldBe(["start", "wake", "restart-service"]);
        Should.Throw<ArgumentException>(() => ActionCalls.Of(RunbookAction.WakeNode(ProbeFor.Pve1), TimeSpan.Zero));
    }

    [Fact]
    public async Task It_is_one_POST_with_the_act_token_and_nothing_with_the_read_token()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json(Ok));
        using var actuator = ActuatorFor.Servers(server);

        var result = await actuator.StartAsync();

        (result.Kind, result.Upid).ShouldBe((ActResultKind.Accepted, Upid));
        server.Methods.ShouldBe(["POST"]);
        server.Requests.ShouldBe([("/api2/json/nodes/pve1/qemu/100/status/start", $"PVEAPIToken=monitor@pve!act={ActuatorFor.Secret}")]);
    }

    [Fact]
    public async Task A_connection_that_breaks_after_it_leaves_its_outcome_unknown_and_nobody_sends_it_again()
    {
        await using var breaking = await ScriptedProxmox.StartAsync(Answers.Json(Ok));
        await using var other = await ScriptedProxmox.StartAsync(Answers.Json(Ok));
        using var actuator = ActuatorFor.Servers(breaking, other);
        await actuator.StartAsync();
        breaking.Script = Answers.Abort;

        var result = await actuator.StartAsync();

        result.Kind.ShouldBe(ActResultKind.Unknown);
        breaking.Methods.Count.ShouldBe(2);
        other.Methods.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_leaves_its_outcome_unknown()
    {
        var time = new FakeTimeProvider();
        var arrived = new TaskCompletionSource();
        await using var hanging = await ScriptedProxmox.StartAsync(Answers.Hang(arrived.SetResult));
        await using var other = await ScriptedProxmox.StartAsync(Answers.Json(Ok));
        using var actuator = ActuatorFor.With(ActuatorFor.Connection(hanging, other), time);

        var call = actuator.StartAsync();
        await arrived.Task.WaitAsync(ProbeFor.Cancellation);
        time.Advance(TimeSpan.FromSeconds(36));
        var result = await call;

        result.Kind.ShouldBe(ActResultKind.Unknown);
        result.Reason.ShouldContain("within 35 s");
        (hanging.Methods.Count, other.Methods.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task While_it_has_certainly_not_left_another_endpoint_is_tried()
    {
        await using var alive = await ScriptedProxmox.StartAsync(Answers.Json(Ok));
        using var actuator = ActuatorFor.With(ActuatorFor.Connection(alive) with { Endpoints = [await DeadAsync(), alive.Address] });

        (await actuator.StartAsync()).Kind.ShouldBe(ActResultKind.Accepted);
        alive.Methods.ShouldBe(["POST"]);
    }

    [Fact]
    public async Task It_was_not_sent_where_no_endpoint_can_be_reached()
    {
        using var actuator = ActuatorFor.With(ActuatorFor.Connection() with { Endpoints = [await DeadAsync(), await DeadAsync()] });

        var result = await actuator.StartAsync();

        result.Kind.ShouldBe(ActResultKind.NotSent);
        result.Reason.ShouldContain("connection refused");
    }

    [Fact]
    public async Task It_is_not_sent_to_a_server_whose_certificate_is_not_trusted()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json(Ok));
        using var actuator =
            ActuatorFor.With(ActuatorFor.Connection(server) with { Tls = new TlsOptions { Fingerprint = new string('0', 64) } });

        var result = await actuator.StartAsync();

        result.Kind.ShouldBe(ActResultKind.NotSent);
        result.Reason.ShouldContain("fingerprint");
        server.Methods.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cluster_without_act_token_is_never_acted_on()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json(Ok));
        using var actuator = ActuatorFor.With(ProbeFor.Connection(server));

        var result = await actuator.StartAsync();

        (result.Kind, result.Lasting).ShouldBe((ActResultKind.NotSent, true));
        actuator.TokenIdOf(ProbeFor.Lab).ShouldBeNull();
        server.Methods.ShouldBeEmpty();
    }

    [Fact]
    public async Task Waking_asks_the_living_member_that_was_named()
    {
        await using var first = await ScriptedProxmox.StartAsync(Answers.Json("""{"data":"bc:24:11:00:00:01"}"""));
        await using var named = await ScriptedProxmox.StartAsync(Answers.Json("""{"data":"bc:24:11:00:00:01"}"""));
        var byName = new UriBuilder(named.Address) { Host = "localhost" }.Uri;
        using var actuator = ActuatorFor.With(ActuatorFor.Connection() with { Endpoints = [first.Address, byName] });

        var wake = RunbookAction.WakeNode(new(ProbeFor.Lab, "pve9"), new("localhost", Online: true, Local: true, null));
        var result = await actuator.SendAsync(wake, ProbeFor.Cancellation);

        (result.Kind, result.Upid).ShouldBe((ActResultKind.Accepted, null));
        named.Requests.Single().Path.ShouldBe("/api2/json/nodes/pve9/wakeonlan");
        first.Methods.ShouldBeEmpty();
    }

    private static async Task<Uri> DeadAsync()
    {
        await using var gone = await ScriptedProxmox.StartAsync();
        return gone.Address;
    }
}

using Microsoft.Extensions.Time.Testing;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>Nothing waits longer than it was given, on fake time.</summary>
public sealed class TimeoutTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_hung_endpoint_times_out_after_the_call_s_own_time()
    {
        using var arrived = new SemaphoreSlim(0);
        await using var server = await ScriptedProxmox.StartAsync(Answers.Hang(() => arrived.Release()));
        using var probe = ProbeFor.With(ProbeFor.Connection(server), _time);
        var call = probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        await arrived.WaitAsync(ProbeFor.Cancellation);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        call.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        var result = await call;
        result.Failure!.Kind.ShouldBe(ProbeFailureKind.TimedOut);
        result.Failure.Message.ShouldContain("within 10 s");
        result.Duration.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_hung_endpoint_is_left_for_another_and_asked_last_from_then_on()
    {
        using var arrived = new SemaphoreSlim(0);
        await using var hung = await ScriptedProxmox.StartAsync(Answers.Hang(() => arrived.Release()));
        await using var alive = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.With(ProbeFor.Connection(hung, alive), _time);
        var call = probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        await arrived.WaitAsync(ProbeFor.Cancellation);
        _time.Advance(TimeSpan.FromSeconds(10));
        (await call).Endpoint.ShouldBe(alive.Address.Authority);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Endpoint.ShouldBe(alive.Address.Authority);
        hung.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_ends_with_its_second_time_out()
    {
        using var arrived = new SemaphoreSlim(0);
        await using var a = await ScriptedProxmox.StartAsync(Answers.Hang(() => arrived.Release()));
        await using var b = await ScriptedProxmox.StartAsync(Answers.Hang(() => arrived.Release()));
        await using var c = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.With(ProbeFor.Connection(a, b, c), _time);
        var call = probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        for (var i = 0; i < 2; i++)
        {
            await arrived.WaitAsync(ProbeFor.Cancellation);
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        (await call).Failure!.Kind.ShouldBe(ProbeFailureKind.TimedOut);
        c.Requests.ShouldBeEmpty();
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Endpoint.ShouldBe(c.Address.Authority);
    }

    [Fact]
    public async Task An_answer_that_stops_half_way_times_out()
    {
        using var arrived = new SemaphoreSlim(0);
        await using var server = await ScriptedProxmox.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync("""{"data":[{"type":"node","node":"pve1","status":"online"},"""u8.ToArray());
            await context.Response.Body.FlushAsync();
            await Answers.Hang(() => arrived.Release())(context);
        });
        using var probe = ProbeFor.With(ProbeFor.Connection(server), _time);
        var call = probe.ReadResourcesAsync(ProbeFor.Lab, new CollectingSink(), ProbeFor.Cancellation);
        await arrived.WaitAsync(ProbeFor.Cancellation);
        _time.Advance(TimeSpan.FromSeconds(10));
        (await call).Failure!.Kind.ShouldBe(ProbeFailureKind.TimedOut);
    }

    [Fact]
    public async Task A_call_about_a_hung_node_names_the_node_and_spares_the_endpoint()
    {
        using var arrived = new SemaphoreSlim(0);
        await using var server = await ScriptedProxmox.StartAsync(Answers.Hang(() => arrived.Release()));
        await using var other = await ScriptedProxmox.StartAsync(Answers.Hang(() => arrived.Release()));
        using var probe = ProbeFor.With(ProbeFor.Connection(server, other), _time);
        var call = probe.ReadGuestAsync(new GuestId(ProbeFor.Lab, 100), "pve7", GuestKind.Vm, ProbeFor.Cancellation);
        await arrived.WaitAsync(ProbeFor.Cancellation);
        _time.Advance(TimeSpan.FromSeconds(5));
        await arrived.WaitAsync(ProbeFor.Cancellation);
        _time.Advance(TimeSpan.FromSeconds(5));
        (await call).Failure!.Message.ShouldContain("pve7");
        server.Script = Answers.Json("""{"data":[]}""");
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Endpoint.ShouldBe(server.Address.Authority);
    }

    [Fact]
    public async Task Cancelling_throws()
    {
        using var arrived = new SemaphoreSlim(0);
        await using var server = await ScriptedProxmox.StartAsync(Answers.Hang(() => arrived.Release()));
        using var probe = ProbeFor.Servers(server);
        using var cancel = new CancellationTokenSource();
        var call = probe.ReadMembershipAsync(ProbeFor.Lab, cancel.Token);
        await arrived.WaitAsync(ProbeFor.Cancellation);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Requests_are_counted_for_a_minute()
    {
        await using var server = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.With(ProbeFor.Connection(server), _time);
        await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        _time.Advance(TimeSpan.FromSeconds(40));
        await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        probe.RequestsInLastMinute(ProbeFor.Lab).ShouldBe(2);
        _time.Advance(TimeSpan.FromSeconds(20));
        probe.RequestsInLastMinute(ProbeFor.Lab).ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(40));
        probe.RequestsInLastMinute(ProbeFor.Lab).ShouldBe(0);
    }
}

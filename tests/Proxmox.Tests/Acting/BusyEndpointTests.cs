using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Proxmox.Tests.Acting;

/// <summary>A request that changes something is not sent late: what it was decided on may no longer be true.</summary>
public sealed class BusyEndpointTests
{
    [Fact]
    public async Task A_request_is_not_sent_if_reads_that_hang_keep_its_endpoint_busy()
    {
        var time = new FakeTimeProvider();
        using var arrived = new SemaphoreSlim(0);
        await using var server = await ScriptedProxmox.StartAsync(Answers.Hang(() => arrived.Release()));
        using var probe = ProbeFor.With(ActuatorFor.Connection(server), time);
        using var actuator = ActuatorFor.With(ActuatorFor.Connection(server), time, beside: probe);
        var reads = Enumerable.Range(0, 2).Select(_ => probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).ToList();
        for (var i = 0; i < 2; i++) await arrived.WaitAsync(ProbeFor.Cancellation);

        var sending = actuator.StartAsync();
        time.Advance(TimeSpan.FromSeconds(4));

        var result = await sending;
        result.Kind.ShouldBe(ActResultKind.NotSent);
        result.Reason.ShouldContain("did not end within 4 s");
        time.Advance(TimeSpan.FromSeconds(6));
        await Task.WhenAll(reads);
        server.Requests.Count.ShouldBe(2);
    }
}

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>At most two requests are on their way to an endpoint, and the patient ones never take both places.</summary>
public sealed class InFlightTests
{
    [Fact]
    public async Task Of_many_calls_two_are_in_flight()
    {
        using var arrived = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        int now = 0, most = 0;
        await using var server = await ScriptedProxmox.StartAsync(async context =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            arrived.Release();
            await go.WaitAsync(context.RequestAborted);
            Interlocked.Decrement(ref now);
            await Answers.Json("""{"data":[]}""")(context);
        });
        using var probe = ProbeFor.Servers(server);
        var calls = Enumerable.Range(0, 8).Select(_ => probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).ToArray();
        for (var i = 0; i < 2; i++) await arrived.WaitAsync(ProbeFor.Cancellation);
        for (var i = 0; i < 6; i++)
        {
            go.Release();
            await arrived.WaitAsync(ProbeFor.Cancellation);
        }

        go.Release(2);
        foreach (var call in calls) (await call).Failure.ShouldBeNull();
        most.ShouldBe(2);
    }

    [Fact]
    public async Task Hung_storages_leave_a_place_for_the_poll_of_resources()
    {
        using var hung = new SemaphoreSlim(0);
        await using var server = await ScriptedProxmox.StartAsync(context =>
            context.Request.Path.Value!.EndsWith("/storage", StringComparison.Ordinal)
                ? Answers.Hang(() => hung.Release())(context)
                : Answers.Json("""{"data":[]}""")(context));
        using var probe = ProbeFor.Servers(server);
        using var stop = new CancellationTokenSource();
        var storages = Enumerable.Range(1, 4)
            .Select(i => probe.ReadStoragesAsync(new NodeId(ProbeFor.Lab, $"pve{i}"), stop.Token)).ToArray();
        await hung.WaitAsync(ProbeFor.Cancellation);
        (await probe.ReadResourcesAsync(ProbeFor.Lab, new CollectingSink(), ProbeFor.Cancellation)).Failure.ShouldBeNull();
        server.Requests.Count.ShouldBe(2);
        await stop.CancelAsync();
        foreach (var call in storages) await Should.ThrowAsync<OperationCanceledException>(() => call);
        (await probe.ReadServicesAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Failure.ShouldBeNull();
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}

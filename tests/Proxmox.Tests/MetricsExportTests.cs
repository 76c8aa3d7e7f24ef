using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Proxmox.Http;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>Proxmox' own records are read with one request, whose failure is nobody else's.</summary>
public sealed class MetricsExportTests
{
    private const string Records =
        """[{"timestamp":1700000010,"id":"qemu/100","metric":"cpu_current","value":"0.5","type":"gauge"},null,{"id":"node/pve1"}]""";

    [Theory]
    [InlineData($$$"""{"data":{"data":{{{Records}}}}}""")]
    [InlineData($$$"""{"data":{"more":[1,{"data":[]}],"data":{{{Records}}},"later":null}}""")]
    [InlineData($$$"""{"data":{{{Records}}}}""")]
    public async Task Records_are_read_in_an_object_and_as_a_bare_list(string body)
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json(body));
        using var probe = ProbeFor.Servers(server);

        var read = await Read(probe);

        read.Failure.ShouldBeNull();
        read.Value.ShouldHaveSingleItem().ShouldBe(new(1700000010, "qemu/100", "cpu_current", 0.5));
        server.Requests.Single().Path.ShouldBe("/api2/json/cluster/metrics/export?history=1&start-time=1700000000");
    }

    [Theory]
    [InlineData("""{"data":{"data":5}}""")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":"x"}""")]
    public async Task Without_a_list_the_answer_is_unusable(string body)
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json(body));
        using var probe = ProbeFor.Servers(server);

        (await Read(probe)).Failure!.Kind.ShouldBe(ProbeFailureKind.InvalidAnswer);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(503)]
    public async Task A_refusal_reaches_one_endpoint_only_which_stays_the_first_to_be_asked(int status)
    {
        await using var first = await ScriptedProxmox.StartAsync(context => Answer(context, async refused =>
        {
            refused.Response.Headers.RetryAfter = "600";
            await Answers.With(status, "no")(refused);
        }));
        await using var second = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.Servers(first, second);

        (await Read(probe)).Succeeded.ShouldBeFalse();
        var next = await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);

        next.Endpoint.ShouldBe(first.Address.Authority);
        (first.Requests.Count, second.Requests.Count).ShouldBe((2, 0));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_in_time_stays_the_first_to_be_asked()
    {
        var asked = new TaskCompletionSource();
        var time = new FakeTimeProvider();
        await using var first = await ScriptedProxmox.StartAsync(context => Answer(context, async hung =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, hung.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }));
        await using var second = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.With(ProbeFor.Connection(first, second), time);

        var read = Read(probe);
        await asked.Task.WaitAsync(ProbeFor.Cancellation);
        time.Advance(new ProbeTimeouts().Metrics);
        (await read).Failure!.Kind.ShouldBe(ProbeFailureKind.TimedOut);
        var next = await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);

        next.Endpoint.ShouldBe(first.Address.Authority);
        second.Requests.ShouldBeEmpty();
    }

    private static Task Answer(HttpContext context, RequestDelegate metrics) =>
        context.Request.Path.Value!.Contains("/metrics/", StringComparison.Ordinal)
            ? metrics(context)
            : Answers.Json("""{"data":[]}""")(context);

    private static Task<ProbeResult<System.Collections.Immutable.ImmutableArray<MetricRecord>>> Read(ProxmoxProbe probe) =>
        probe.ReadMetricsAsync(ProbeFor.Lab, DateTimeOffset.FromUnixTimeSeconds(1700000000), ProbeFor.Cancellation);
}

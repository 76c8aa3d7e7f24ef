
namespace OrleansMonitor.Proxmox.Tests;

/// <summary>The token's secret goes to Proxmox and nowhere else.</summary>
public sealed class SecretTests
{
    [Fact]
    public async Task The_token_is_sent_as_proxmox_wants_it()
    {
        await using var server = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.With(ProbeFor.Connection(server) with { TokenSecret = ProbeFor.Secret + "\n" });
        await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        server.Requests.Single().Authorization.ShouldBe($"PVEAPIToken=monitor@pve!read={ProbeFor.Secret}");
    }

    [Fact]
    public async Task No_failure_and_no_log_line_holds_the_secret_not_even_one_that_the_server_sends_back()
    {
        var logs = new LogLines();
        await using var good = await ScriptedProxmox.StartAsync();
        await using var server = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.With(ProbeFor.Connection(server), loggers: logs);
        using var failingOver = ProbeFor.With(ProbeFor.Connection(server, good), loggers: logs);
        var failures = new List<ProbeFailure?>();
        foreach (var status in new[] { 301, 400, 401, 403, 404, 500, 501, 503, 595, 596 })
        {
            server.Script = Answers.With(
                status, "Failed for " + ProbeFor.Secret,
                $$$"""{"message":"{{{ProbeFor.Secret}}}","errors":{"{{{ProbeFor.Secret}}}":"{{{ProbeFor.Secret}}}"}}""");
            failures.Add((await probe.ReadServicesAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Failure);
            server.Script = Answers.With(status, "Failed for " + ProbeFor.Secret);
            failures.Add((await probe.ReadServicesAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Failure);
            failures.Add((await probe.ReadServicesAsync(new NodeId(ProbeFor.Lab, ProbeFor.Secret), ProbeFor.Cancellation)).Failure);
            await failingOver.ReadServicesAsync(ProbeFor.Pve1, ProbeFor.Cancellation);
        }

        foreach (var answer in new[] {
            Answers.Json($"\"{ProbeFor.Secret}\""), Answers.Json($"x{ProbeFor.Secret}"), Answers.Cut(ProbeFor.Secret), Answers.Abort })
        {
            server.Script = answer;
            failures.Add((await probe.ReadServicesAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Failure);
        }

        failures.ShouldAllBe(static f => f != null);
        failures.ShouldAllBe(static f => !f!.ToString().Contains(ProbeFor.Secret));
        logs.Lines.ShouldNotBeEmpty();
        logs.Lines.ShouldAllBe(static l => !l.Contains(ProbeFor.Secret));
    }

    [Fact]
    public void A_connection_s_text_and_json_hold_no_secret()
    {
        var connection = ProbeFor.Connection() with { Endpoints = [new Uri($"https://user:{ProbeFor.Secret}@127.0.0.1:8006")] };
        connection.ToString().ShouldNotContain(ProbeFor.Secret);
        connection.ToString().ShouldContain("monitor@pve!read");
        var json = System.Text.Json.JsonSerializer.Serialize(ProbeFor.Connection());
        json.ShouldNotContain(ProbeFor.Secret);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_sent_is_refused_without_showing_it()
    {
        await using var server = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.With(ProbeFor.Connection(server) with { TokenSecret = "geheim\r\nX-Evil: 1" });
        var failure = (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!;
        failure.Kind.ShouldBe(ProbeFailureKind.NotConfigured);
        failure.ToString().ShouldNotContain("geheim");
        server.Requests.ShouldBeEmpty();
    }
}

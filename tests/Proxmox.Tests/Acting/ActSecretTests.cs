using OrleansMonitor.Domain.Runbooks;


namespace OrleansMonitor.Proxmox.Tests.Acting;

/// <summary>The act token's secret goes to Proxmox and nowhere else.</summary>
public sealed class ActSecretTests
{
    [Fact]
    public async Task No_result_and_no_log_line_holds_it_not_even_one_that_the_server_sends_back()
    {
        var logs = new LogLines();
        await using var server = await ScriptedProxmox.StartAsync();
        using var actuator = ActuatorFor.With(ActuatorFor.Connection(server), loggers: logs);
        var texts = new List<string>();
        foreach (var status in new[] { 200, 301, 400, 401, 403, 404, 500, 501, 503, 595, 596 })
        {
            server.Script = Answers.With(
                status, "Failed for " + ActuatorFor.Secret,
                $$$"""{"data":"{{{ActuatorFor.Secret}}}","message":"{{{ActuatorFor.Secret}}}"}""");
            texts.Add((await actuator.StartAsync()).ToString());
            texts.Add((await actuator.SendAsync(RunbookAction.WakeNode(ProbeFor.Pve1, ActuatorFor.Pve1), ProbeFor.Cancellation))
                .ToString());
            texts.Add(
                (await actuator.CheckTokenAsync(RunbookAction.StartGuest(ActuatorFor.Guest, "pve1", GuestKind.Vm), ProbeFor.Cancellation))
                    .ToString());
            texts.Add((await actuator.ReadTaskAsync(ProbeFor.Lab, "UPID:pve1:1:", ProbeFor.Cancellation)).Failure?.ToString() ?? "");
        }

        texts.ShouldAllBe(text => !text.Contains(ActuatorFor.Secret));
        logs.Lines.ShouldNotBeEmpty();
        logs.Lines.ShouldAllBe(line => !line.Contains(ActuatorFor.Secret));
    }

    [Fact]
    public void A_connections_text_and_json_hold_no_act_secret()
    {
        var connection = ActuatorFor.Connection();
        connection.ToString().ShouldNotContain(ActuatorFor.Secret);
        connection.ToString().ShouldContain("monitor@pve!act");
        System.Text.Json.JsonSerializer.Serialize(connection).ShouldNotContain(ActuatorFor.Secret);
    }
}

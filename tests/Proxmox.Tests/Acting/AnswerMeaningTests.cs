using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Proxmox.Tests.Acting;

/// <summary>A refusal is one only where it is certain that nothing was done (api-facts §1).</summary>
public sealed class AnswerMeaningTests
{
    [Theory]
    [InlineData(400, "Parameter verification failed.", true, ActResultKind.Refused, true)]
    [InlineData(401, "Authentication failed!", false, ActResultKind.Refused, false)]
    [InlineData(403, "Permission check failed (/vms/100, VM.PowerMgmt)", true, ActResultKind.Refused, true)]
    [InlineData(501, "Method 'POST /nope' not implemented", true, ActResultKind.Refused, true)]
    [InlineData(500, "CT 202 already running", true, ActResultKind.Refused, false)]
    [InlineData(500, "cluster not ready - no quorum?", true, ActResultKind.Refused, false)]
    [InlineData(500, "No wake on LAN MAC address defined for 'pve2'!", true, ActResultKind.Refused, true)]
    [InlineData(500, "'pve1' is local node, cannot wake my self!", true, ActResultKind.Refused, true)]
    [InlineData(595, "Connection refused", false, ActResultKind.Refused, false)]
    [InlineData(596, "error:0A000086:SSL routines::certificate verify failed", false, ActResultKind.Refused, false)]
    [InlineData(301, "Moved Permanently", false, ActResultKind.Refused, false)]
    [InlineData(500, "Internal Server Error", false, ActResultKind.Unknown, false)]
    [InlineData(596, "Connection timed out", false, ActResultKind.Unknown, false)]
    [InlineData(597, "", false, ActResultKind.Unknown, false)]
    [InlineData(599, "Too many redirections", false, ActResultKind.Unknown, false)]
    [InlineData(502, "Bad Gateway", false, ActResultKind.Unknown, false)]
    [InlineData(504, "Gateway Timeout", false, ActResultKind.Unknown, false)]
    public async Task A_status_means(int status, string reason, bool json, ActResultKind kind, bool lasting)
    {
        var body = json ? $$"""{"data":null,"message":"{{reason}}\n"}""" : "";
        await using var server = await ScriptedProxmox.StartAsync(Answers.With(status, reason, body));
        using var actuator = ActuatorFor.Servers(server);

        var result = await actuator.StartAsync();

        (result.Kind, result.Lasting).ShouldBe((kind, lasting));
        if (reason.Length > 0) result.Reason.ShouldContain(reason);
        server.Methods.ShouldBe(["POST"]);
    }

    [Theory]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":"somebody else's answer"}""")]
    [InlineData("""{"data":7}""")]
    [InlineData("<html></html>")]
    [InlineData("")]
    public async Task A_200_that_is_not_Proxmox_own_may_or_may_not_have_done_it(string body)
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.With(200, "OK", body));
        using var actuator = ActuatorFor.Servers(server);

        (await actuator.StartAsync()).Kind.ShouldBe(ActResultKind.Unknown);
    }

    [Fact]
    public async Task An_answer_that_is_cut_short_may_or_may_not_have_done_it()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Cut("""{"data":"UPID:pve1:0000"""));
        using var actuator = ActuatorFor.Servers(server);

        (await actuator.StartAsync()).Kind.ShouldBe(ActResultKind.Unknown);
    }

    [Fact]
    public async Task A_lacking_privilege_is_told_with_the_command_that_grants_it()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.With(
            403, "Permission check failed (/vms/100, VM.PowerMgmt)",
            """{"data":null,"message":"Permission check failed (/vms/100, VM.PowerMgmt)\n"}"""));
        using var actuator = ActuatorFor.Servers(server);

        (await actuator.StartAsync()).Reason
            .ShouldContain(
            "pveum acl delete /vms/100 --tokens 'monitor@pve!act' --roles NoAccess; pveum acl modify /vms/100 --users 'monitor@pve' "
                + "--roles MonitorAct --propagate 1; pveum acl modify /vms/100 --tokens 'monitor@pve!act' --roles MonitorAct");
    }
}

using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Proxmox.Tests;

public sealed class PrivilegeTests
{
    [Fact]
    public async Task Root_s_recorded_privileges_leave_no_blind_spot()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json(Recording.Body("all_access_permissions").ToJsonString()));
        using var probe = ProbeFor.Servers(server);

        var held = (await probe.ReadPrivilegesAsync(ProbeFor.Lab, TokenRole.Read, null, ProbeFor.Cancellation)).Value!;

        held.Has("/vms/100", "VM.PowerMgmt").ShouldBeTrue();
        held.Has("/nodes/pve1", "Sys.Audit").ShouldBeTrue();
        held.Has("/", "No.Such").ShouldBeFalse();
        MissingPermissions.Derive([new(TokenRole.Read, "root@pam!t", held, null), new(TokenRole.Act, "root@pam!t", held, null)], ["pve1"])
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_token_is_asked_about_itself()
    {
        await using var server = await ScriptedProxmox.StartAsync(context =>
            Answers.Json(context.Request.Headers.Authorization == "PVEAPIToken=monitor@pve!act=act-secret"
                ? """{"data":{"/":{"VM.PowerMgmt":0,"Sys.Modify":"1"},"/nodes":{"Sys.Modify":1}}}"""
                : """{"data":{}}""")(context));
        using var probe = ProbeFor.With(ProbeFor.Connection(server) with { ActTokenId = "monitor@pve!act", ActTokenSecret = "act-secret" });

        var act = (await probe.ReadPrivilegesAsync(ProbeFor.Lab, TokenRole.Act, null, ProbeFor.Cancellation)).Value!;
        act.Has("/", "VM.PowerMgmt").ShouldBeTrue();
        act.Has("/vms/100", "VM.PowerMgmt").ShouldBeFalse();
        act.Has("/nodes/pve1", "Sys.Modify").ShouldBeTrue();
        (await probe.ReadPrivilegesAsync(ProbeFor.Lab, TokenRole.Read, null, ProbeFor.Cancellation)).Value!.ByPath.ShouldBeEmpty();
        probe.TokenIdOf(ProbeFor.Lab, TokenRole.Act).ShouldBe("monitor@pve!act");
    }

    [Fact]
    public async Task An_endpoint_that_did_not_answer_for_the_acting_token_is_not_asked_first_again()
    {
        await using var dead = await ScriptedProxmox.StartAsync(Answers.With(401, "Authentication failed!"));
        await using var alive = await ScriptedProxmox.StartAsync(Answers.Json("""{"data":{}}"""));
        using var probe =
            ProbeFor.With(ProbeFor.Connection(dead, alive) with { ActTokenId = "monitor@pve!act", ActTokenSecret = "act-secret" });

        for (var time = 0; time < 3; time++)
            (await probe.ReadPrivilegesAsync(ProbeFor.Lab, TokenRole.Act, null, ProbeFor.Cancellation)).Endpoint
                .ShouldBe(alive.Address.Authority);

        dead.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_token_that_acts_there_is_nothing_to_ask()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json("""{"data":{}}"""));
        using var probe = ProbeFor.Servers(server);

        probe.TokenIdOf(ProbeFor.Lab, TokenRole.Act).ShouldBeNull();
        (await probe.ReadPrivilegesAsync(ProbeFor.Lab, TokenRole.Act, null, ProbeFor.Cancellation)).Failure!.Kind
            .ShouldBe(ProbeFailureKind.NotConfigured);
    }
}

using System.Text.Json;

namespace OrleansMonitor.Simulator.Tests;

/// <summary>Rows are filtered by privilege, as in http_error_forms.json's "unprivileged" cases and api-facts §8 and §9.</summary>
public sealed class PrivilegeTests
{
    private const string Token = "other@pve!t1";
    private const string Header = "PVEAPIToken=other@pve!t1=00000000-0000-0000-0000-000000000000";

    [Fact]
    public async Task Without_privileges_only_nodes_without_figures_are_left()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.SetTokenPrivileges(Token);
        var client = simulator.ClientFor(0, Header);
        var rows = (await simulator.DataAsync("cluster/resources", client)).EnumerateArray().ToList();
        rows.Select(Sampler.Describe).ShouldAllBe(row => row.StartsWith("online|pve", StringComparison.Ordinal));
        rows[0].EnumerateObject().Select(property => property.Name)
            .ShouldBe(["id", "node", "type", "status", "level", "cgroup-mode"], ignoreOrder: true);
        (await simulator.DataAsync("cluster/tasks", client)).GetArrayLength().ShouldBe(0);
        (await simulator.DataAsync("nodes/pve1/qemu", client)).GetArrayLength().ShouldBe(0);
        (await simulator.DataAsync("access/permissions", client)).EnumerateObject().ShouldBeEmpty();
        (await simulator.DataAsync("nodes", client))[0].TryGetProperty("cpu", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Privileges_on_one_guest_show_that_guest()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.SetTokenPrivileges(Token, new Dictionary<string, IReadOnlyCollection<string>> { ["/vms/101"] = ["VM.Audit"] });
        var client = simulator.ClientFor(0, Header);
        (await simulator.DataAsync("cluster/resources?type=vm", client)).EnumerateArray().Single().GetProperty("id").GetString()
            .ShouldBe("qemu/101");
    }

    [Fact]
    public async Task A_token_sees_and_may_do_what_its_privileges_say()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        var read = (await simulator.DataAsync("access/permissions")).GetProperty("/");
        read.TryGetProperty("VM.Audit", out _).ShouldBeTrue();
        read.TryGetProperty("VM.PowerMgmt", out _).ShouldBeFalse();
        using var refused = await simulator.Client.PostAsync("nodes/pve1/services/cron/restart", null,
            TestContext.Current.CancellationToken);
        refused.ReasonPhrase.ShouldBe("Permission check failed (/nodes/pve1, Sys.Modify)");
        simulator.Cluster.FailService("pve1", "cron");
        (await simulator.PostAsync("nodes/pve1/services/cron/restart")).ShouldContain(":srvrestart:cron:monitor@pve!act:");
        simulator.Pass(2);
        JsonElement state = await simulator.DataAsync("nodes/pve1/services/cron/state");
        state.GetProperty("active-state").GetString().ShouldBe("active");
    }

    [Fact]
    public async Task A_revoked_token_is_unauthorised_until_it_is_restored()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 1, Timings = new() { AuthDelay = TimeSpan.Zero } });
        simulator.Cluster.RevokeToken(simulator.Proxmox.ReadTokenId);
        using var revoked = await simulator.Client.GetAsync("version", TestContext.Current.CancellationToken);
        ((int)revoked.StatusCode).ShouldBe(401);
        simulator.Cluster.RevokeToken(simulator.Proxmox.ReadTokenId, revoked: false);
        await simulator.DataAsync("version");
    }
}

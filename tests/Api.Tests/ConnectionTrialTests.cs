using System.Security.Claims;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Dashboard;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Api.Tests;

/// <summary>What the page that connects a Proxmox says of a token.</summary>
public sealed class ConnectionTrialTests
{
    [Fact]
    public async Task What_a_token_lacks_is_mended_by_the_commands_of_the_blind_spots()
    {
        await using var proxmox = await RunningApp.Proxmox();
        proxmox.Cluster.RunPveum($"pveum acl modify /vms --tokens '{proxmox.ReadTokenId}' --roles NoAccess").ShouldBeNull();

        var admin = new ClaimsPrincipal(new ClaimsIdentity(Caller.Admin.Claims()));
        var trial = new ConnectionTrial(TimeProvider.System, NullLoggerFactory.Instance);

        var connection = new TrialConnection(proxmox.Endpoints[0], proxmox.ReadTokenId, proxmox.ReadTokenSecret, proxmox.Fingerprint);
        var report = await trial.TryAsync(connection, admin, TestContext.Current.CancellationToken);

        var guests = report.Checks.Single(sight => sight.What == "Guests");
        guests.IsVisible.ShouldBeFalse();
        guests.Detail.ShouldStartWith($"token {proxmox.ReadTokenId} lacks VM.Audit on /vms: ");
        guests.Detail.ShouldContain(PermissionCommands.Setup(TokenRole.Read)[0]);
        report.Checks.Where(sight => sight.What != "Guests").ShouldAllBe(sight => sight.IsVisible);
    }

    [Fact]
    public async Task Only_an_admin_may_have_the_monitor_connect_somewhere()
    {
        var trial = new ConnectionTrial(TimeProvider.System, NullLoggerFactory.Instance);
        var user = new ClaimsPrincipal(new ClaimsIdentity(new Caller("key:a", Role.Operator).Claims()));

        (await Should.ThrowAsync<UnauthorizedAccessException>(
            () => trial.ReadCertificateAsync(new("https://127.0.0.1:1"), user, TestContext.Current.CancellationToken)))
            .Message.ShouldBe("This needs the role admin; yours is operator.");
    }
}

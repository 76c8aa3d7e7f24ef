using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Proxmox.Tests.Acting;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>Every line that the monitor prints is run twice on a simulated cluster, and mends what it is printed for.</summary>
public sealed class PermissionCommandsTests : SimulatedClusterTest
{
    private const string Read = "monitor@pve!read";

    private string? _made;

    private string Secret => _made ?? Simulator.ReadTokenSecret;

    /// <summary>What took a right away, and on which of the paths that were asked about.</summary>
    public static TheoryData<string, string> Troubles => new()
    {
        { $"pveum acl modify /vms/103 --tokens '{Read}' --roles NoAccess", "/vms/103" },
        { "pveum acl modify /vms/103 --users monitor@pve --roles NoAccess", "/vms/103" },
        { $"pveum role add Console --privs VM.Console; pveum acl modify /vms/103 --tokens '{Read}' --roles Console", "/vms/103" },
        { $"pveum role add Power --privs VM.PowerMgmt; pveum acl modify /vms --tokens '{Read}' --roles Power", "/vms" },
        { $"pveum acl modify /vms --tokens '{Read}' --roles NoAccess", "/vms" },
        { "pveum acl modify /nodes --users monitor@pve --roles NoAccess", "/nodes" },
        { $"pveum acl modify /nodes/pve2 --tokens '{Read}' --roles NoAccess", "/nodes/pve2" },
        { $"pveum acl modify /storage/local --tokens '{Read}' --roles NoAccess", "/storage/local" },
        { $"pveum acl modify / --tokens '{Read}' --roles NoAccess", "/" },
        { $"pveum user token remove monitor@pve read; pveum user token add monitor@pve read", "/" },
        { $"pveum acl delete / --users monitor@pve --roles Administrator", "/" },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task What_is_printed_for_a_blind_spot_ends_it_and_may_be_run_again(string trouble, string path)
    {
        Take(trouble);
        var held = await Held(path);
        var spots = MissingPermissions.Derive([new(TokenRole.Read, Read, held, null)], ["pve1", "pve2", "pve3"]);
        spots.ShouldNotBeEmpty(trouble);

        RunTwice(spots.SelectMany(spot => spot.Remedy).Distinct());

        MissingPermissions.Derive([new(TokenRole.Read, Read, await Held(path), null)], ["pve1", "pve2", "pve3"])
            .Select(spot => spot.Description).ShouldBeEmpty(trouble);
    }

    [Fact]
    public async Task Entries_in_the_way_one_below_the_other_come_to_light_one_after_the_other()
    {
        Take($"pveum acl modify / --users monitor@pve --roles NoAccess; pveum acl modify /vms --tokens '{Read}' --roles NoAccess; pveum "
            + $"acl modify /vms/103 --tokens '{Read}' --roles NoAccess");
        for (var i = 0; i < 3; i++)
            RunTwice(MissingPermissions.Derive([new(TokenRole.Read, Read, await Held("/vms/103"), null)], ["pve1"])
                .SelectMany(spot => spot.Remedy).Distinct());

        MissingPermissions.Derive([new(TokenRole.Read, Read, await Held("/vms/103"), null)], ["pve1"]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pveum acl modify /vms/100 --tokens 'monitor@pve!act' --roles NoAccess")]
    [InlineData("pveum acl modify /vms --users monitor@pve --roles NoAccess")]
    [InlineData("pveum role add Reader --privs VM.Audit; pveum acl modify /vms/100 --tokens 'monitor@pve!act' --roles Reader")]
    public async Task What_the_act_token_s_check_prints_lets_it_act_and_may_be_run_again(string trouble)
    {
        Take(trouble);
        var action = RunbookAction.StartGuest(ActuatorFor.Guest, "pve1", GuestKind.Vm);
        var check = await Actuator.CheckTokenAsync(action, ProbeFor.Cancellation);
        check.State.ShouldBe(ActTokenState.Lacking);

        RunTwice([OneLine(check.Description)]);

        (await Actuator.CheckTokenAsync(action, ProbeFor.Cancellation)).State.ShouldBe(ActTokenState.Privileged);
    }

    [Theory]
    [InlineData(TokenRole.Read)]
    [InlineData(TokenRole.Act)]
    public async Task What_the_documentation_prints_makes_a_token_that_lacks_nothing_and_may_be_run_again(TokenRole role)
    {
        RunTwice(PermissionCommands.Setup(role));
        var connection = ActuatorFor.Connection(Simulator)
            with
        { TokenId = PermissionCommands.DefaultTokenId(role), TokenSecret = Guid.Empty.ToString() };
        using var probe = ProbeFor.With(connection);

        var held = (await probe.ReadPrivilegesAsync(ProbeFor.Lab, TokenRole.Read, null, ProbeFor.Cancellation)).Value!;

        MissingPermissions.Derive([new(role, connection.TokenId, held, null)], ["pve1"]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/vms/103", "VM.Audit", TokenRole.Read)]
    [InlineData("/nodes/pve1", "Sys.Modify", TokenRole.Act)]
    [InlineData("/nodes/pve1", "Sys.Syslog", TokenRole.Read)]
    [InlineData("/vms/103", "VM.Monitor", TokenRole.Read)]
    public async Task What_a_refusal_prints_gives_what_was_refused_and_may_be_run_again(string path, string privilege, TokenRole role)
    {
        PermissionCommands.RoleNeeding(privilege).ShouldBe(role);
        Take($"pveum acl modify {path} --tokens '{Read}' --roles NoAccess");

        RunTwice(PermissionCommands.Grant(role, Read, path, privilege));

        (await Held(path)).Has(path, privilege).ShouldBeTrue();
    }

    private void Take(string trouble)
    {
        Simulator.Cluster.RunPveum(trouble).ShouldBeNull(trouble);
        if (trouble.Contains("token add", StringComparison.Ordinal)) _made = Guid.Empty.ToString();
    }

    private async Task<EffectivePrivileges> Held(string path)
    {
        var connection = ActuatorFor.Connection(Simulator) with { TokenId = Read, TokenSecret = Secret };
        using var probe = ProbeFor.With(connection);
        var held = (await probe.ReadPrivilegesAsync(ProbeFor.Lab, TokenRole.Read, null, ProbeFor.Cancellation)).Value!;
        return held.With(path, (await probe.ReadPrivilegesAsync(ProbeFor.Lab, TokenRole.Read, path, ProbeFor.Cancellation)).Value!);
    }

    private void RunTwice(IEnumerable<string> lines)
    {
        foreach (var line in lines.Concat(lines).ToImmutableArray()) Simulator.Cluster.RunPveum(line).ShouldBeNull(line);
    }

    private static string OneLine(string words)
    {
        const string Start = "In a shell of one of its nodes: ";
        var from = words.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        return words[from..words.LastIndexOf(" (a token", StringComparison.Ordinal)];
    }
}

using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Domain.Tests.Access;

public sealed class MissingPermissionTests
{
    private static readonly string[] Reader = ["Sys.Audit", "VM.Audit", "Datastore.Audit", "Sys.Syslog"];
    private static readonly ClusterName Lab = ClusterName.Parse("lab");
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_reader_with_everything_on_the_root_has_none() => Spots(Held(("/", Reader))).ShouldBeEmpty();

    [Fact]
    public void Without_any_privilege_every_need_is_one()
    {
        var spots = Spots(EffectivePrivileges.None);

        spots.Select(spot => spot.Key)
            .ShouldBe(
            ["read:VM.Audit:/vms", "read:Sys.Audit:/nodes", "read:Sys.Audit:/", "read:Datastore.Audit:/storage", "read:Sys.Syslog:/nodes"]);
        spots.ShouldAllBe(spot => spot.Remedy.Length == 5);
    }

    [Fact]
    public void The_commands_create_the_role_and_grant_it_to_user_and_token() =>
        Spots(Held(("/", ["Sys.Audit", "VM.Audit", "Datastore.Audit"]))).ShouldHaveSingleItem().Remedy.ShouldBe(
        [
            "pveum role add MonitorRead --privs 'Datastore.Audit,Sys.Audit,Sys.Syslog,VM.Audit' || pveum role modify MonitorRead --privs "
                + "'Datastore.Audit,Sys.Audit,Sys.Syslog,VM.Audit'",
            "pveum acl modify / --users 'monitor@pve' --roles MonitorRead --propagate 1",
            "pveum acl modify / --tokens 'monitor@pve!read' --roles MonitorRead --propagate 1",
        ]);

    [Fact]
    public void A_privilege_that_is_not_handed_down_does_not_count_below() =>
        Spots(new(
            ImmutableDictionary<string, ImmutableDictionary<string, bool>>.Empty
                .Add("/", Reader.ToImmutableDictionary(name => name, _ => false))))
            .Select(spot => spot.Path).ShouldBe(["/vms", "/nodes", "/storage", "/nodes"]);

    [Fact]
    public void Where_a_deeper_entry_takes_the_place_of_the_root_s_it_is_mended_there()
    {
        var spot = Spots(Held(("/", Reader), ("/vms/101", ["VM.Console"]))).ShouldHaveSingleItem();

        spot.Path.ShouldBe("/vms/101");
        spot.Remedy.Skip(1).ShouldAllBe(line => line.StartsWith("pveum acl modify /vms/101 "));
    }

    [Fact]
    public void A_token_for_some_guests_is_blind_to_the_others_only()
    {
        var spot = Spots(Held(("/", ["Sys.Audit", "Datastore.Audit", "Sys.Syslog"]), ("/vms/101", Reader))).Single();

        spot.Path.ShouldBe("/vms");
        spot.Except.ShouldBe(["/vms/101"]);
        spot.Concerns(EntityId.Of(new GuestId(Lab, 101)), null).ShouldBeFalse();
        spot.Concerns(EntityId.Of(new GuestId(Lab, 102)), null).ShouldBeTrue();
    }

    [Fact]
    public void One_node_out_of_three_is_one_spot_on_that_node()
    {
        var spots = Spots(Held(("/", Reader), ("/nodes/pve2", ["Sys.Console"])));

        spots.Select(spot => spot.Key).ShouldBe(["read:Sys.Audit:/nodes/pve2", "read:Sys.Syslog:/nodes/pve2"]);
        spots[0].Concerns(EntityId.Of(new NodeId(Lab, "pve2")), null).ShouldBeTrue();
        spots[0].Concerns(EntityId.Of(new NodeId(Lab, "pve1")), null).ShouldBeFalse();
        spots[0].Concerns(EntityId.Of(new GuestId(Lab, 100)), "pve2").ShouldBeTrue();
    }

    [Fact]
    public void The_act_token_needs_power_and_says_what_is_lost_without()
    {
        var spots =
            MissingPermissions.Derive([new(TokenRole.Act, "monitor@pve!act", Held(("/", ["VM.Audit", "VM.PowerMgmt"])), null)], ["pve1"]);

        spots.Select(spot => spot.Capability).ShouldBe([Capability.WakeNodes, Capability.RestartServices]);
        spots[0].Remedy[0].ShouldContain("Sys.Audit,Sys.Modify,Sys.PowerMgmt,VM.Audit,VM.PowerMgmt");
    }

    [Fact]
    public void A_refused_token_is_one_spot_and_made_anew()
    {
        var spot = MissingPermissions.Derive([new(TokenRole.Act, "monitor@pve!act", null, "401 from every endpoint", Refused: true)], [])
            .ShouldHaveSingleItem();

        spot.Capability.ShouldBe(Capability.SignIn);
        spot.Remedy.ShouldContain("pveum user token add 'monitor@pve' act --privsep 1");
    }

    [Fact]
    public void Every_condition_that_takes_a_privilege_names_it_and_the_rest_take_none()
    {
        var named = Spots(EffectivePrivileges.None).SelectMany(spot => spot.Disables.Concat(spot.Weakens)).ToHashSet();

        ConditionType[] ofTheMonitorItself = [
            ConditionType.ClusterUnreachable, ConditionType.CertExpiring, ConditionType.TempHigh, ConditionType.MonitorIsolated,
            ConditionType.MonitorBlind, ConditionType.MonitorStorageFailed, ConditionType.DestinationBroken, ConditionType.FailureStorm];
        Enum.GetValues<ConditionType>().Where(type => !named.Contains(type)).ShouldBeSubsetOf(ofTheMonitorItself);
    }

    [Fact]
    public void A_change_is_told_once_and_an_unreadable_token_mends_nothing()
    {
        var report = new AccessReport(
            Now, [new(TokenRole.Read, "monitor@pve!read", EffectivePrivileges.None, null)], Spots(EffectivePrivileges.None));
        var told = AccessEvent.Of(Lab, new(), report).ShouldNotBeNull();
        told.Id.ShouldBe("access:lab#1");
        told.Message.ShouldContain("VM.Audit on /vms");
        var state = new ClusterState { MissingPermissions = AccessEvent.ReportedKeys(new(), report), MissingPermissionReports = 1 };
        AccessEvent.Of(Lab, state, report).ShouldBeNull();

        var unread = new AccessReport(Now, [new(TokenRole.Read, "monitor@pve!read", null, "time-out")], []);
        AccessEvent.Of(Lab, state, unread).ShouldBeNull();
        AccessEvent.ReportedKeys(state, unread).ShouldBe(state.MissingPermissions);

        var mended = new AccessReport(Now, [new(TokenRole.Read, "monitor@pve!read", Held(("/", Reader)), null)], []);
        AccessEvent.Of(Lab, state, mended).ShouldNotBeNull().Severity.ShouldBe(Severity.Info);
    }

    private static ImmutableArray<MissingPermission> Spots(EffectivePrivileges held) =>
        MissingPermissions.Derive([new(TokenRole.Read, "monitor@pve!read", held, null)], ["pve1", "pve2", "pve3"]);

    // The four that bear on the needs are in every real answer where something is held there.
    private static EffectivePrivileges Held(params (string Path, string[] Privileges)[] entries) =>
        new(new[] { "/vms", "/nodes", "/storage" }
        .Except(entries.Select(entry => entry.Path)).Select(path => (Path: path, entries.Single(entry => entry.Path == "/").Privileges))
        .Concat(entries)
        .ToImmutableDictionary(entry => entry.Path, entry => entry.Privileges.ToImmutableDictionary(name => name, _ => true)));
}

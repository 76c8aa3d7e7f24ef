using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

public sealed class UnreachableTests
{
    [Fact]
    public async Task Three_failed_polls_open_one_incident_and_report_no_crash()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        monitor.Proxmox.Cluster.RevokeToken(monitor.Proxmox.ReadTokenId);

        await monitor.Tick();
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBeEmpty();
        await monitor.Tick();
        await monitor.Tick();

        var incident = (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem();
        incident.Key.ShouldBe("CLUSTER_UNREACHABLE:lab");
        var all = await monitor.Everything();
        all.Header.State.ShouldBe(PollState.Unreachable);
        all.Header.Reason.ShouldContain("token", Case.Insensitive);
        all.Guests.Length.ShouldBe(12);

        monitor.Proxmox.Cluster.RevokeToken(monitor.Proxmox.ReadTokenId, revoked: false);
        await monitor.Tick(afterSeconds: 60);
        (await monitor.OpenKeys()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("nonsense")]
    [InlineData("without nodes")]
    public async Task A_nonsense_answer_keeps_last_state(string kind)
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var before = (await monitor.Everything()).Guests;

        monitor.Proxmox.Faults.Add(kind switch
        {
            "truncated" => new() { PathPrefix = "/cluster/resources", TruncateAfterBytes = 700 },
            "nonsense" => new() { PathPrefix = "/cluster/resources", InvalidJson = true },
            _ => new() { PathPrefix = "/cluster/resources", DropRows = _ => true },
        });
        for (var i = 0; i < 4; i++) await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBe(["CLUSTER_UNREACHABLE:lab"]);
        (await monitor.Everything()).Guests.SequenceEqual(before).ShouldBeTrue("guests moved");
    }

    [Fact]
    public async Task Guests_that_an_answer_lacks_stay_known_and_do_not_crash()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();

        monitor.Proxmox.Faults
            .Add(new() { PathPrefix = "/cluster/resources", DropRows = id => id.EndsWith($"/{vmid}", StringComparison.Ordinal) });
        for (var i = 0; i < 6; i++) await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBe([$"VISIBILITY_LOST:lab/{vmid}"]);
        (await monitor.Everything()).Guests.Single(guest => guest.Sample.Vmid == vmid).MissedPolls.ShouldBe(6);
    }

    [Fact]
    public async Task A_destroyed_guest_is_gone_and_what_stood_on_it_ends()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();

        monitor.Proxmox.Cluster.DestroyGuest(vmid);
        for (var i = 0; i < 4; i++) await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBeEmpty();
        (await monitor.Everything()).Guests.ShouldNotContain(guest => guest.Sample.Vmid == vmid);
        (await monitor.Guest(vmid)).ShouldBeNull();
    }

    [Fact]
    public async Task Lost_quorum_is_an_incident_of_its_own()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        monitor.Proxmox.Cluster.LoseQuorum();
        await monitor.Tick(afterSeconds: 30);
        await monitor.Tick(Tier.Important);
        (await monitor.OpenKeys()).ShouldContain("QUORUM_LOST:lab");
        (await monitor.Everything()).Header.Conditions.ShouldContain(active => active.Condition == ConditionType.QuorumLost);
        await monitor.Restart();
        (await monitor.Grains.Cluster(MonitorHarness.Name).Header()).Conditions
            .ShouldContain(active => active.Condition == ConditionType.QuorumLost);
    }

    [Theory]
    [InlineData(Tier.Critical, Tier.Important)]
    [InlineData(Tier.Important, Tier.Critical)]
    public async Task A_member_that_answers_after_a_silence_has_a_minute_to_hear_the_others_whichever_tier_it_answers_first(
    Tier first, Tier second)
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        monitor.Proxmox.Cluster.RevokeToken(monitor.Proxmox.ReadTokenId);
        await monitor.Tick();
        monitor.Proxmox.Cluster.LoseQuorum();
        monitor.Proxmox.Cluster.RevokeToken(monitor.Proxmox.ReadTokenId, revoked: false);

        await monitor.Tick(first);
        await monitor.Tick(second);
        await monitor.Tick(Tier.Important);
        (await monitor.OpenKeys()).ShouldNotContain("QUORUM_LOST:lab");

        await monitor.Tick(Tier.Important, afterSeconds: 60);
        (await monitor.OpenKeys()).ShouldContain("QUORUM_LOST:lab");
    }
}

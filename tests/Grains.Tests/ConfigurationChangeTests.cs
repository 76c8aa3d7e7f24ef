using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Notifications;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Grains.Tests;

/// <summary>A restart with another configuration neither ends nor repeats what stands.</summary>
public sealed class ConfigurationChangeTests
{
    [Fact]
    public async Task A_raised_threshold_leaves_a_standing_incident_alone_until_the_figure_meets_a_limit()
    {
        await using var monitor = await MonitorHarness.Start(guests: 3, nodes: 1);
        var opened = await Fill(monitor, 0.92);

        monitor.Options.Configure = Disk(new() { RaiseAt = 97, ClearAt = 85 }, critical: new() { RaiseAt = 99 });
        await monitor.Restart();
        await See(monitor, 0.92);
        (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem().Id.ShouldBe(opened);
        (await monitor.Incidents()).ShouldHaveSingleItem();

        await See(monitor, 0.84);
        (await monitor.OpenKeys()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rule_that_is_switched_off_ends_what_it_raised_and_raises_nothing_more()
    {
        await using var monitor = await MonitorHarness.Start(guests: 3, nodes: 1);
        await Fill(monitor, 0.92);

        monitor.Options.Configure = Disk(new() { Enabled = false });
        await monitor.Restart();
        await See(monitor, 0.92);
        (await monitor.OpenKeys()).ShouldBe(["DISK_HIGH:lab/pve1"]);
        await See(monitor, 0.84);
        await See(monitor, 0.93);
        (await monitor.OpenKeys()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_override_that_comes_or_goes_repeats_nothing()
    {
        await using var monitor = await MonitorHarness.Start(guests: 3, nodes: 1);
        var opened = await Fill(monitor, 0.92);

        monitor.Options.Configure = options => options.Overrides
            .Add(new() { Node = "lab/pve1", Rules = { ["DISK_HIGH"] = new() { RaiseAt = 50, ClearAt = 40 } } });
        await monitor.Restart();
        await See(monitor, 0.92);
        monitor.Options.Configure = _ => { };
        await monitor.Restart();
        await See(monitor, 0.92);

        (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem().Id.ShouldBe(opened);
    }

    [Fact]
    public async Task A_window_that_is_taken_away_releases_what_it_covered()
    {
        await using var monitor = await MonitorHarness.Start(guests: 3, nodes: 1, options: new()
        {
            Configure = options => options.Maintenance
                .Add(new() { Name = "work", Node = "lab/pve1", From = DateTimeOffset.MinValue, To = DateTimeOffset.MaxValue }),
        });
        await Fill(monitor, 0.92);
        (await SuppressionTests.Notices(monitor)).ShouldBeEmpty();

        monitor.Options.Configure = _ => { };
        await monitor.Restart();
        await monitor.Tick();
        (await SuppressionTests.Notices(monitor)).ShouldBe(["DISK_HIGH:lab/pve1 released"]);
    }

    [Fact]
    public async Task A_certificate_that_ends_makes_its_incident_worse_and_opens_no_other()
    {
        await using var monitor = await MonitorHarness.Start(guests: 3, nodes: 1);
        await monitor.Tick();
        monitor.Proxmox.Cluster.SetCertificateExpiry("pve1", monitor.Time.GetUtcNow().AddMinutes(10));
        await monitor.Tick(Tier.Routine);
        var keys = await Certificates(monitor);
        await monitor.Tick(Tier.Routine, 1200);
        await monitor.Tick(Tier.Routine);

        (await Certificates(monitor)).ShouldBe(keys);
        var incident = (await monitor.Incidents(openOnly: false)).First(incident => incident.Key == keys[0]);
        incident.Severity.ShouldBe(Severity.Error);
        incident.Timeline.Select(entry => entry.Kind).ShouldBe(["opened", "severity"]);
        (await monitor.Events()).Where(e => e.Notify && e.IncidentKey == keys[0]).Select(e => e.Title)
            .ShouldBe([$"{keys[0]} opened", $"{keys[0]} updated"]);
    }

    [Fact]
    public async Task A_step_from_high_to_critical_is_told_once_and_closes_the_first_where_it_is_shown_as_open()
    {
        var sender = new RecordingSender { ShowsState = true };
        await using var monitor = await MonitorHarness.Start(guests: 3, nodes: 1, options: new()
        {
            Services = sender.Replace,
            Configure = options => Notifications.NotifiedMonitor.Add(options.Notifications, "ops"),
        });
        await Fill(monitor, 0.92);
        await monitor.FinishAny(monitor.Grains.Destination("ops").Drain());
        await See(monitor, 0.97);
        await monitor.FinishAny(monitor.Grains.Destination("ops").Drain());

        (await SuppressionTests.Notices(monitor)).ShouldBe(["DISK_HIGH:lab/pve1 opened", "DISK_CRITICAL:lab/pve1 opened"]);
        (await monitor.Incidents()).ShouldHaveSingleItem().Timeline[^1].Text.ShouldBe("takes the place of DISK_HIGH:lab/pve1");
        sender.SentTo("ops").Select(message => (message.Form, message.Notice!.Condition)).ShouldBe(
        [
            (MessageForm.Trouble, ConditionType.DiskHigh),
            (MessageForm.Replaced, ConditionType.DiskHigh),
            (MessageForm.Trouble, ConditionType.DiskCritical),
        ]);
    }

    [Fact]
    public async Task Guests_disks_follow_their_tags_and_their_memory_is_judged_where_asked_for()
    {
        await using var monitor = await MonitorHarness.Start(guests: 12, nodes: 1, options: new()
        {
            Configure = options => options.Overrides.Add(new()
            {
                Tag = "tight",
                Rules = { ["DISK_HIGH"] = new() { RaiseAt = 50, ClearAt = 40 }, ["RAM_HIGH"] = new() { RaiseAt = 1, ClearAt = 0 } },
            }),
        });
        var tight = monitor.AGuest("lxc");
        var other = monitor.AGuest("lxc", 1);
        await monitor.Tick();
        monitor.Proxmox.Cluster.SetTags(tight, "tight");
        monitor.Proxmox.Cluster.SetGuestDisk(tight, 0.60);
        monitor.Proxmox.Cluster.SetGuestDisk(other, 0.60);
        await monitor.Tick();
        await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBe([$"DISK_HIGH:lab/{tight}", $"RAM_HIGH:lab/{tight}"]);
    }

    private static Action<MonitorOptions> Disk(RuleOptions high, RuleOptions? critical = null) => options =>
    {
        options.Rules["DISK_HIGH"] = high;
        if (critical is not null) options.Rules["DISK_CRITICAL"] = critical;
    };

    private static async Task<string> Fill(MonitorHarness monitor, double share)
    {
        await monitor.Tick();
        await See(monitor, share);
        return (await monitor.Incidents()).ShouldHaveSingleItem().Id;
    }

    private static async Task See(MonitorHarness monitor, double share)
    {
        monitor.Proxmox.Cluster.SetNodeMetrics("pve1", diskRatio: share);
        await monitor.Tick();
        await monitor.Tick(Tier.Important, 20);
    }

    private static async Task<List<string>> Certificates(MonitorHarness monitor) =>
        [.. (await monitor.OpenKeys()).Where(key => key.StartsWith("CERT_EXPIRING:", StringComparison.Ordinal))];
}

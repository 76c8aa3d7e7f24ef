using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

public sealed class NodeTests
{
    [Fact]
    public async Task A_lost_node_is_one_incident_and_its_guests_are_stale_not_crashed()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();

        monitor.Proxmox.Cluster.PowerOffNode("pve2");
        await monitor.Tick();
        await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBe(["NODE_UNREACHABLE:lab/pve2"]);
        var all = await monitor.Everything();
        all.Header.FreshnessOn(all.Nodes.Single(node => node.Sample.Node == "pve2").Sample.Status).ShouldBe(Freshness.Stale);
    }

    [Fact]
    public async Task A_node_that_comes_back_resolves_it()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        monitor.Proxmox.Cluster.PowerOffNode("pve2");
        await monitor.Tick();

        monitor.Proxmox.Cluster.PowerOnNode("pve2");
        await monitor.Tick(afterSeconds: 30);

        (await monitor.OpenKeys()).ShouldNotContain("NODE_UNREACHABLE:lab/pve2");
    }

    [Theory]
    [InlineData(true, "NODE_ISOLATED:lab/pve2")]
    [InlineData(false, "NODE_UNREACHABLE:lab/pve2")]
    public async Task A_node_that_is_cut_off_is_not_called_dead_where_its_cluster_does_not_answer_either(bool isSilent, string open)
    {
        var probe = new FaultyProbe();
        await using var monitor = await MonitorHarness.Start(options: new() { AfterAll = probe.Decorate });
        await monitor.Tick();
        monitor.Proxmox.Cluster.IsolateNode("pve2");
        await monitor.Tick();
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe(["NODE_ISOLATED:lab/pve2"]);

        probe.Answer(nameof(IProbe.PingAsync), (NodeReaction?)NodeReaction.None);
        var unreachable =
            ProbeResult<ClusterMembership>.Failed(new(ProbeFailureKind.Transport, "no route to its network", ""), null, TimeSpan.Zero);
        if (isSilent) probe.Answer(nameof(IProbe.ReadMembershipAsync), unreachable);
        await monitor.Tick(Tier.Important);
        (await monitor.OpenKeys()).ShouldBe([open]);
    }

    [Fact]
    public async Task
        A_node_that_rows_call_offline_is_not_believed_to_be_where_the_members_could_not_be_asked_for_by_the_monitors_own_fault()
    {
        var probe = new FaultyProbe();
        await using var monitor = await MonitorHarness.Start(options: new() { AfterAll = probe.Decorate });
        await monitor.Tick();
        probe.Throw(nameof(IProbe.ReadMembershipAsync));
        monitor.Proxmox.Cluster.PowerOffNode("pve2");

        await monitor.Tick();
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBeEmpty();
        probe.Throw(null);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe(["NODE_UNREACHABLE:lab/pve2"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_API_that_refuses_other_nodes_and_answers_at_its_own_endpoint_is_not_dead(bool answers)
    {
        var probe = new FaultyProbe();
        await using var monitor = await MonitorHarness.Start(nodes: 1, options: new() { AfterAll = probe.Decorate });
        await monitor.Tick();
        await monitor.Tick();
        var refused = new ProbeFailure(ProbeFailureKind.NodeRefused, "595 Connection refused", "");
        probe.Answer(nameof(IProbe.ReadServicesAsync), ProbeResult<ImmutableArray<ServiceSample>>.Failed(refused, null, TimeSpan.Zero));
        probe.Answer(nameof(IProbe.ReadTasksAsync), ProbeResult<ImmutableArray<PveTask>>.Failed(refused, null, TimeSpan.Zero));
        probe.Answer(nameof(IProbe.PingAsync), (NodeReaction?)(answers ? NodeReaction.Answers : NodeReaction.None));

        await monitor.Tick(Tier.Routine);

        (await monitor.OpenKeys()).Contains("SERVICE_DOWN:lab/pve1/pveproxy", StringComparer.Ordinal).ShouldBe(!answers);
    }

    [Fact]
    public async Task At_96_percent_disk_exactly_one_violation_stands()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();

        foreach (var share in new[] { 0.91, 0.96, 0.97 })
        {
            monitor.Proxmox.Cluster.SetNodeMetrics("pve1", diskRatio: share);
            await monitor.Tick();
            await monitor.Tick(Tier.Important, 1);
        }

        (await monitor.OpenKeys()).ShouldBe(["DISK_CRITICAL:lab/pve1"]);
        (await monitor.Events()).Count(e => e.Type == Domain.Live.EventType.Threshold).ShouldBe(3);
    }

    [Fact]
    public async Task Busy_processors_count_after_three_samples_in_a_row()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        monitor.Proxmox.Cluster.SetNodeMetrics("pve1", cpu: 0.99);

        for (var sample = 1; sample <= 3; sample++)
        {
            (await monitor.OpenKeys()).ShouldBeEmpty($"before sample {sample}");
            await monitor.Tick();
            await monitor.Tick(Tier.Important, 20);
        }

        (await monitor.OpenKeys()).ShouldBe(["CPU_HIGH:lab/pve1"]);
    }

    [Fact]
    public async Task A_failed_service_is_found_by_the_routine_poll_and_resolved_when_it_runs()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        await monitor.Tick(Tier.Routine);
        var open = await monitor.OpenKeys();

        monitor.Proxmox.Cluster.FailService("pve3", "pvescheduler");
        await monitor.Tick(Tier.Routine);
        (await monitor.OpenKeys()).Except(open).ShouldBe(["SERVICE_DOWN:lab/pve3/pvescheduler"]);

        monitor.Proxmox.Cluster.RestoreService("pve3", "pvescheduler");
        await monitor.Tick(Tier.Routine);
        (await monitor.OpenKeys()).ShouldBe(open);
    }

    [Fact]
    public async Task A_failed_backup_and_a_certificate_that_ends_are_found()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();

        monitor.Proxmox.Cluster.FailBackup(vmid);
        monitor.Proxmox.Cluster.SetCertificateExpiry("pve1", monitor.Time.GetUtcNow().AddDays(3));
        await monitor.Tick(Tier.Routine, 60);

        var keys = await monitor.OpenKeys();
        keys.ShouldContain($"BACKUP_FAILED:lab/{vmid}");
        keys.ShouldContain(key => key.StartsWith("CERT_EXPIRING:lab/pve1/"));
    }
}

using System.Text;
using System.Text.Json.Nodes;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Nodes;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Simulator.Faults;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Grains.Tests;

/// <summary>Answers with rows that cannot be read, from HTTPS to the incidents.</summary>
public sealed class UnreadableAnswerTests
{
    [Theory]
    [InlineData("node")]
    [InlineData("qemu")]
    [InlineData("storage")]
    public async Task A_row_that_comes_twice_hides_no_crash_and_is_shown(string type)
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        monitor.Proxmox.Faults
            .Add(Rewrite(rows => rows.Add(rows.OfType<JsonObject>().First(row => (string?)row["type"] == type).DeepClone())));
        var vmid = monitor.AGuest(index: 1);
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{vmid}"]);
        var all = await monitor.Everything();
        all.Guests.Single(entry => entry.Sample.Vmid == vmid).Sample.Status.ShouldBe(GuestStatus.Stopped);
        all.Header.State.ShouldBe(PollState.Ok);
        all.Header.Reason.ShouldContain("one row of its answer cannot be read");
    }

    [Fact]
    public async Task A_guest_whose_row_cannot_be_read_is_stale_and_says_why_and_the_others_are_watched()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var (unread, other) = (monitor.AGuest(index: 0), monitor.AGuest(index: 1));
        monitor.Proxmox.Faults
            .Add(Rewrite(rows => rows.OfType<JsonObject>().Single(row => (int?)row["vmid"] == unread)["node"] = "half/name"));
        monitor.Proxmox.Cluster.KillGuest(other);
        await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{other}"]);
        var explained = await monitor.Grains.Cluster(MonitorHarness.Name).Explain(EntityId.Of(new GuestId(MonitorHarness.Name, unread)));
        explained!.Freshness.ShouldBe(Freshness.Stale);
        explained.Rules.SelectMany(rule => rule.Suppressions)
            .ShouldContain(reason => reason.Reason.Contains("its row cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_whose_row_cannot_be_read_has_not_left()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        monitor.Proxmox.Faults
            .Add(Rewrite(rows => rows.OfType<JsonObject>()
                .Single(row => (string?)row["type"] == "node" && (string?)row["node"] == "pve2")["node"] = new JsonArray()));
        for (var i = 0; i < 5; i++) await monitor.Tick();

        (await monitor.Everything()).Nodes.Single(node => node.Sample.Node == "pve2").Sample.Status.ShouldBe(NodeStatus.Unknown);
        (await monitor.Grains.Node(new(MonitorHarness.Name, "pve2")).Get()).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_answers_that_are_all_broken_somewhere_every_crash_is_told_and_none_is_invented()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var mutator = new AnswerMutator(seed: 14);
        monitor.Proxmox.Faults.Add(new() { PathPrefix = "/cluster/resources", RewriteBody = mutator.Mutate });
        for (var crash = 0; crash < 6; crash++)
        {
            for (var i = 0; i < 15; i++) await Look(monitor);
            var vmid = monitor.Proxmox.Cluster.Guests
                .Where(guest => guest is { Status: "running", Template: false, HaState: null } && MonitorHarness.StartsAtBoot(guest.Vmid))
                .ElementAt(crash).Vmid;
            monitor.Proxmox.Cluster.KillGuest(vmid);
            for (var i = 0; i < 15 && (await Crashes(monitor)).Count == 0; i++) await Look(monitor);
            (await Crashes(monitor)).ShouldHaveSingleItem().ShouldEndWith($":lab/{vmid}");
            monitor.Proxmox.Cluster.StartGuests(vmid, vmid);
            for (var i = 0; i < 15 && (await Crashes(monitor)).Count > 0; i++) await Look(monitor);
            (await Crashes(monitor)).ShouldBeEmpty("it runs again");
        }
    }

    private static async Task Look(MonitorHarness monitor)
    {
        await monitor.Tick();
        var header = await monitor.Grains.Cluster(MonitorHarness.Name).Header();
        if (header.FreshnessOn(NodeStatus.Online) == Freshness.Fresh)
            (monitor.Time.GetUtcNow() - header.LastPollAt!.Value).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(36));
    }

    private static async Task<List<string>> Crashes(MonitorHarness monitor) =>
        [.. (await monitor.OpenKeys()).Where(key => key.Contains("_CRASHED:", StringComparison.Ordinal))];

    private static FaultRule Rewrite(Action<JsonArray> change) => new()
    {
        PathPrefix = "/cluster/resources",
        RewriteBody = body =>
        {
            var answer = JsonNode.Parse(body)!;
            change(answer["data"]!.AsArray());
            return Encoding.UTF8.GetBytes(answer.ToJsonString());
        },
    };
}

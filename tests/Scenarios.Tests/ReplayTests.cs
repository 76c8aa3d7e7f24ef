using System.Text.Json.Nodes;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Scenarios.Tests.Playing;
using OrleansMonitor.Scenarios.Tests.Replay;
using OrleansMonitor.Trust.Mutating;

namespace OrleansMonitor.Scenarios.Tests;

/// <summary>
/// Recordings of a real cluster, through the client and the grains: the causes must be those of the table in api-facts §5.
/// </summary>
public sealed class ReplayTests
{
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(40);

    [Theory]
    [InlineData("qemu-kill9", 100, "guest_shutdown_or_crash", "VM_CRASHED:lab/100")]
    [InlineData("lxc-kill9", 200, "guest_shutdown_or_crash", "CT_CRASHED:lab/200")]
    [InlineData("qemu-guest-poweroff", 101, "guest_shutdown_or_crash", "VM_CRASHED:lab/101")]
    [InlineData("qemu-api-stop", 103, "stopped_by_user mon@pve!t1", null, "qmstop:103:1795501561")]
    [InlineData("qemu-guest-reboot", 102, null, null)]
    [InlineData("qemu-pause", 105, null, null)]
    [InlineData("qemu-live-migrate", 101, null, null)]
    [InlineData("qemu-vzdump-stop", 100, null, null, "vzdump:100:1795505555", "qmshutdown:100:1795505556")]
    [InlineData("qemu-vzdump-suspend", 100, null, null, "vzdump:100:1795505590", "qmpause:100:1795505591")]
    [InlineData("qemu-vzdump-snapshot", 100, null, null, "vzdump:100:1795505522")]
    [InlineData("qemu-vzdump-of-stopped", 100, null, null, "vzdump:100:1795505637")]
    [InlineData("qemu-vzdump-fails", 100, null, null)]
    [InlineData("lxc-vzdump-stop", 200, null, null)]
    [InlineData("ha-setup-and-error", 106, null, "HA_ERROR:lab/106")]
    [InlineData("no-quorum", 102, null, "QUORUM_LOST:lab")]
    [InlineData("node-down-stale", 102, null, "NODE_UNREACHABLE:lab/pve2")]
    public async Task Tells_the_cause_that_was_the_true_one(
    string recording, int vmid, string? cause, string? incident, params string[] tasks)
    {
        var (events, incidents) = await Replay(recording, tasks);

        var causes = events.Where(told => told.Guest == vmid && told.Details.ContainsKey("cause"))
            .Select(told => $"{told.Details["cause"]} {told.Details.GetValueOrDefault("by")}".Trim());
        causes.ShouldBe(cause is null ? [] : [cause]);
        var crashes = incidents.Where(key => key.Contains("_CRASHED:", StringComparison.Ordinal)).ToList();
        if (incident is not null) incidents.ShouldContain(incident);
        if (incident?.Contains("_CRASHED:", StringComparison.Ordinal) == true) crashes.ShouldBe([incident]);
        else crashes.ShouldNotContain(key => key.EndsWith($"/{vmid}", StringComparison.Ordinal));
    }

    private static async Task<(IReadOnlyList<Domain.Live.MonitorEvent> Events, IReadOnlyList<string> Incidents)> Replay(
        string recording, string[] tasks)
    {
        var clock = new VirtualClock(ScenarioPlayer.Start);
        var timeline = RecordedTimeline.Load(recording);

        // What was recorded before is what the monitor sees first.
        var began = ScenarioPlayer.Start.AddSeconds(30);
        await using var server = await ReplayServer.Start(new(timeline, began, Tasks(tasks, began)), clock);
        await using var monitor = new WatchingMonitor(
            new(),
            [new(ScenarioPlayer.Cluster, [server.Endpoint], ("mon@pve!t1", "00000000-0000-0000-0000-000000000000"), ("", ""),
                server.Fingerprint)], clock, Mutation.None);
        await monitor.Start();
        for (var at = ScenarioPlayer.Start.AddSeconds(5); at < began + timeline.End + Afterwards; at += monitor.Tiers.Critical)
        {
            clock.Advance(at - clock.GetUtcNow());
            await monitor.Tick(ScenarioPlayer.Cluster, Tier.Critical);
            await monitor.Tick(ScenarioPlayer.Cluster, Tier.Important);
        }

        return (await monitor.Events(), [.. (await monitor.Incidents()).Select(incident => incident.Key)]);
    }

    // The recorded tasks, moved so that the first of them begins half a second after the time line does.
    private static List<JsonObject> Tasks(string[] wanted, DateTimeOffset began)
    {
        var recorded = new[] { "cluster_tasks_after_guest_scenarios", "all_node_tasks" }
            .SelectMany(name => RecordedCluster.Body(name)["data"]!.AsArray().Select(task => task!.AsObject()));
        var tasks = wanted.Select(
            one => recorded.First(task => $"{task["type"]}:{task["id"]}:{task["starttime"]}" == one).DeepClone().AsObject()).ToList();
        var shift = tasks.Count == 0 ? 0 : began.ToUnixTimeSeconds() - tasks[0]["starttime"]!.GetValue<long>();
        foreach (var task in tasks)
        {
            task["starttime"] = task["starttime"]!.GetValue<long>() + shift;
            task["endtime"] = task["endtime"]!.GetValue<long>() + shift;
        }

        return tasks;
    }
}

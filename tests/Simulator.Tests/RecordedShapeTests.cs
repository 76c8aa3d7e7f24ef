using System.Text.Json;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Simulator.Tests;

/// <summary>
/// Rows have the fields that recorded rows of the same kind have: every field that all of those share, and none that none of them has.
/// </summary>
public sealed class RecordedShapeTests
{
    /// <summary>Fields that depend on a guest's configuration rather than on its state, and so may be there or not.</summary>
    private static readonly HashSet<string> Configured = ["lock", "tags", "pool", "hastate", "agent", "group"];

    [Fact]
    public async Task Rows_of_resources_have_the_recorded_fields_in_every_state()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 40 });
        simulator.Cluster.SetHa(100, "started");
        simulator.Cluster.SetHa(104, "stopped");
        simulator.Cluster.StopPvestatd("pve3");
        simulator.Pass(20);
        var ours = (await simulator.DataAsync("cluster/resources")).EnumerateArray().ToList();
        simulator.Pass(320);
        simulator.Cluster.PowerOffNode("pve2");
        simulator.Pass(20);
        ours.AddRange((await simulator.DataAsync("cluster/resources")).EnumerateArray());
        var recorded = Recorded("cluster_resources_*.json").Concat(Recorded("all_cluster_resources.json"))
            .SelectMany(data => data.EnumerateArray());
        Compare(ours, recorded, row => $"{Text(row, "type")} {State(row)}", atLeast: 10);
    }

    [Fact]
    public async Task Live_statuses_have_the_recorded_fields()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 40 });
        simulator.Cluster.SetHa(101, "started");
        simulator.Cluster.KillGuest(103);
        simulator.Cluster.KillGuest(106);
        List<JsonElement> ours = [];
        foreach (var path in new[] { "nodes/pve1/qemu/100/status/current", "nodes/pve2/qemu/101/status/current",
            "nodes/pve1/qemu/103/status/current", "nodes/pve3/lxc/102/status/current", "nodes/pve1/lxc/106/status/current" })
            ours.Add(await simulator.DataAsync(path));
        Compare(ours, Recorded("*_status_current*.json").Where(data => data.ValueKind == JsonValueKind.Object),
            row => $"{(row.TryGetProperty("type", out _) ? "lxc" : "qemu")} {Text(row, "status")}", atLeast: 4);
    }

    [Theory]
    [InlineData("cluster/status", "cluster_status_*.json")]
    [InlineData("nodes", "all_nodes.json")]
    [InlineData("nodes/pve1/storage", "all_node_storage.json")]
    [InlineData("nodes/pve1/services", "all_node_services.json")]
    [InlineData("nodes/pve1/lxc", "all_node_lxc.json")]
    [InlineData("nodes/pve1/tasks", "all_node_tasks.json")]
    [InlineData("cluster/tasks", "*cluster_tasks*.json")]
    [InlineData("cluster/ha/status/current", "ha_status_current*.json")]
    [InlineData("cluster/backup-info/not-backed-up", "all_not_backed_up.json")]
    [InlineData("nodes/pve1/certificates/info", "all_node_certificates_info.json")]
    public async Task Lists_have_rows_with_the_recorded_fields(string path, string recordings)
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 40, StoppedShare = 0 });
        simulator.Cluster.SetHa(104, "started");
        simulator.Cluster.StopGuest(103);
        simulator.Pass(12);
        var ours = (await simulator.DataAsync(path)).EnumerateArray().ToList();
        ours.ShouldNotBeEmpty();
        Compare(ours, Recorded(recordings).SelectMany(data => data.EnumerateArray()),
            row => Text(row, "type") is "node" or "cluster" or "quorum" or "master" or "lrm" or "service"
            ? Text(row, "type") : "row", atLeast: 1);
    }

    [Theory]
    [InlineData("nodes/pve1/status", "all_node_status.json")]
    [InlineData("nodes/pve1/time", "all_node_time.json")]
    [InlineData("nodes/pve1/subscription", "all_node_subscription.json")]
    [InlineData("version", "all_version.json")]
    public async Task Objects_have_the_recorded_fields(string path, string recording)
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        Compare([await simulator.DataAsync(path)], Recorded(recording), _ => "object", atLeast: 1);
    }

    private static string State(JsonElement row) => Text(row, "status") switch
    {
        "" or "ok" => "",
        "stopped" or "running" or "prelaunch" or "paused" => "known",
        var other => other,
    };

    private static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static IEnumerable<JsonElement> Recorded(string pattern) =>
        Directory.GetFiles(Recordings.Answers, pattern)
            .Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("body").GetProperty("data"));

    private static void Compare(IEnumerable<JsonElement> ours, IEnumerable<JsonElement> recorded, Func<JsonElement, string> kind,
        int atLeast)
    {
        static HashSet<string> Fields(JsonElement row) =>
            [.. row.EnumerateObject().Select(property => property.Name).Where(name => !Configured.Contains(name))];
        var known = recorded.GroupBy(kind).ToDictionary(group => group.Key, group => group.Select(Fields).ToList(), StringComparer.Ordinal);
        var problems = new List<string>();
        var kinds = ours.GroupBy(kind).ToList();
        foreach (var group in kinds.Where(group => known.ContainsKey(group.Key)))
        {
            var shared = known[group.Key].Aggregate((all, one) => [.. all.Intersect(one)]);
            var any = known[group.Key].SelectMany(one => one).ToHashSet();
            problems.AddRange(group.Select(Fields).SelectMany(row =>
                shared.Except(row).Select(name => $"{group.Key}: {name} is missing")
                    .Concat(row.Except(any).Select(name => $"{group.Key}: {name} is never recorded"))).Distinct());
        }

        problems.Distinct().ShouldBeEmpty();
        kinds.Count(group => known.ContainsKey(group.Key)).ShouldBeGreaterThanOrEqualTo(atLeast);
    }
}

using OrleansMonitor.Simulator.Scripts;

namespace OrleansMonitor.Simulator.Tests;

public sealed class StoryTests
{
    private static async Task<List<string>> TellAsync(int seed, double step, double seconds)
    {
        await using var simulator = await SimulatorFixture.StartAsync(DemoStory.Options with { Seed = seed });
        var told = new List<string>();
        simulator.Cluster.Changed += change =>
            told.Add($"{(change.At - SimulatorFixture.Start).TotalSeconds:F1} {change.Kind} {change.Text}");
        simulator.Cluster.Play(DemoStory.Script);
        for (var at = 0.0; at < seconds; at += step) simulator.Pass(step);
        return told;
    }

    [Fact]
    public async Task The_same_seed_tells_the_same_story_however_time_is_cut()
    {
        var told = await TellAsync(1, 1, 720);
        told.ShouldBe(await TellAsync(1, 144, 720));
        told.ShouldNotBe(await TellAsync(2, 1, 720));
    }

    [Fact]
    public async Task Something_breaks_within_twenty_seconds_and_all_of_it_passes()
    {
        var told = await TellAsync(1, 1, DemoStory.Period.TotalSeconds - 1);
        string[] early = [.. told.Where(line => double.Parse(line.Split(' ')[0]) <= 20).Select(line => line.Split(' ')[1])];
        early.Count(kind => kind == "guest-killed").ShouldBe(2);
        early.Count(kind => kind == "node-metrics").ShouldBe(2);
        foreach (var kind in new[] { "guest-started", "service-failed", "service-restored", "guest-shut-down", "backup-finished",
            "guest-migrated", "node-offline", "node-online", "guest-run-state" })
            told.ShouldContain(line => line.Split(' ')[1] == kind, kind);
        told.ShouldNotContain(line => line.Contains("script-step-failed"));
    }

    [Fact]
    public async Task Every_cycle_begins_and_ends_with_everything_running()
    {
        await using var simulator = await SimulatorFixture.StartAsync(DemoStory.Options);
        simulator.Cluster.Play(DemoStory.Script);
        var victims = new HashSet<int?>();
        for (var cycle = 0; cycle < 4; cycle++)
        {
            simulator.Pass(DemoStory.Period.TotalSeconds - 1);
            simulator.Cluster.Guests.Where(guest => !guest.Template).ShouldAllBe(guest => guest.Status == "running", $"in cycle {cycle}");
            simulator.Cluster.Nodes.ShouldAllBe(node => node.Online && node.FailedServices.Count == 0);
            victims.Add(simulator.Cluster.Narration.Last(change => change.Kind == "guest-killed").Vmid);
            simulator.Pass(1);
        }

        victims.Count.ShouldBeGreaterThan(1);
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Simulator;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Scripts;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Stories;

public sealed class StoryGeneratorTests
{
    private const int Seeds = 200;

    [Theory]
    [InlineData(StoryProfile.Real)]
    [InlineData(StoryProfile.Stress)]
    public void A_seed_gives_the_same_story_and_another_one_another(StoryProfile profile)
    {
        var stories = Enumerable.Range(1, 20).Select(seed => StoryFile.Text(Generate(seed, profile, 2))).ToList();
        stories.ShouldBe(Enumerable.Range(1, 20).Select(seed => StoryFile.Text(Generate(seed, profile, 2))));
        stories.Distinct().Count().ShouldBe(20);
    }

    [Theory]
    [InlineData(StoryProfile.Real, 3)]
    [InlineData(StoryProfile.Stress, 0.5)]
    public async Task What_is_generated_can_be_played(StoryProfile profile, double days)
    {
        var (steps, failed) = (0, new List<string>());
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var story = Generate(seed, profile, days);
            steps += story.Steps.Count;
            var told = await PlayAsync(story);
            failed.AddRange(told.Where(change => change.Kind == "script-step-failed").Select(change => $"seed {seed}: {change.Text}"));
        }

        TestContext.Current.SendDiagnosticMessage($"{profile}: {steps} steps, {failed.Count} failed");
        steps.ShouldBeGreaterThan(Seeds * 10);
        (failed.Count / (double)steps).ShouldBeLessThan(0.02, string.Join('\n', failed.Take(20)));
    }

    [Theory]
    [InlineData(StoryProfile.Real)]
    [InlineData(StoryProfile.Stress)]
    public void Every_setting_is_one_that_the_monitor_accepts(StoryProfile profile)
    {
        Problems("""{"Autonomy": {"Level": 9}}""").ShouldNotBe("");
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var story = Generate(seed, profile, 2);
            foreach (var settings in story.Life.Select(step => step.Monitor).Prepend(story.Monitor).OfType<JsonObject>())
                Problems(settings.ToJsonString()).ShouldBe("", $"seed {seed}");
        }
    }

    [Fact]
    public void Steps_are_in_order_of_time_and_within_the_story()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var story = Generate(seed, StoryProfile.Stress, 0.25);
            story.Steps.Select(step => step.At).ShouldBeInOrder();
            story.Life.Select(step => step.At).ShouldBeInOrder();
            story.Steps.ShouldAllBe(step => step.At <= story.RunFor && step.Group < story.Groups.Count);
        }
    }

    [Fact]
    public void What_stops_the_monitor_lets_it_start_before_it_is_stopped_again()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var runs = true;
            foreach (var step in Generate(seed, StoryProfile.Stress, 5).Life)
            {
                if (step.Do is not (MonitorAction.Kill or MonitorAction.Stop or MonitorAction.Start)) continue;
                runs.ShouldBe(step.Do is not MonitorAction.Start, $"seed {seed} at {step.At}");
                runs = !runs;
            }
        }
    }

    private static Story Generate(int seed, StoryProfile profile, double days) =>
        StoryGenerator.Generate((ulong)seed, profile, TimeSpan.FromDays(days));

    private static async Task<IReadOnlyList<SimulatedChange>> PlayAsync(Story story)
    {
        var time = new FakeTimeProvider(Story.Start);

        // Nobody reads what the nodes publish, so they need not publish it every ten seconds.
        var cluster = story.Cluster with { Timings = story.Cluster.Timings with { PublishPeriod = TimeSpan.FromMinutes(10) } };
        await using var proxmox = SimulatedProxmox.InMemory(cluster, time);
        var told = new List<SimulatedChange>();
        proxmox.Cluster.Changed += told.Add;
        proxmox.Cluster.Play(SimulatorScript.Parse(StoryFile.Script(StoryFile.Parse(StoryFile.Text(story)))));
        time.Advance(story.RunFor + TimeSpan.FromSeconds(1));
        proxmox.Cluster.Advance();
        return told;
    }

    private static string Problems(string settings)
    {
        var json = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Monitor": {{settings}}}"""));
        var cluster = new Dictionary<string, string?>
        {
            ["Monitor:Clusters:0:Name"] = "lab",
            ["Monitor:Clusters:0:Endpoints:0"] = "https://127.0.1.1:8006",
            ["Monitor:Clusters:0:TokenId"] = "monitor@pve!read",
            ["Monitor:Clusters:0:TokenSecret"] = "00000000-0000-0000-0000-000000000000",
            ["Monitor:Clusters:0:Tls:AllowUntrusted"] = "true",
        };
        try
        {
            _ = MonitorConfiguration.Load(new ConfigurationBuilder().AddJsonStream(json).AddInMemoryCollection(cluster).Build());
            return "";
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return $"{problem.Message}\n{settings}";
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansMonitor.Simulator.Options;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Stories;

public sealed class StoryFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("story").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(StoryProfile.Real)]
    [InlineData(StoryProfile.Stress)]
    public void A_story_is_read_as_it_was_written(StoryProfile profile)
    {
        var story = StoryGenerator.Generate(7, profile, TimeSpan.FromDays(3));
        var file = Path.Combine(_folder, "story.json");
        StoryFile.Write(story, file);
        var read = StoryFile.Read(file);
        StoryFile.Text(read).ShouldBe(StoryFile.Text(story));
        read.Cluster.ShouldBe(story.Cluster);
        read.Life.Count.ShouldBe(story.Life.Count);
        JsonNode.DeepEquals(read.Monitor, story.Monitor).ShouldBeTrue();
        read.Steps.Select(step => (step.At, step.Do, step.Arguments.ToJsonString(), step.Group))
            .ShouldBe(story.Steps.Select(step => (step.At, step.Do, step.Arguments.ToJsonString(), step.Group)));
    }

    [Fact]
    public void What_is_no_story_is_refused() =>
        Should.Throw<JsonException>(() => StoryFile.Parse("""{"seed": 1, "steps": [], "surprise": 1}"""));

    [Fact]
    public void A_scenario_folder_holds_what_scenarios_can_play_and_names_the_rest()
    {
        var other = new JsonObject { ["Autonomy"] = new JsonObject { ["Level"] = 4 } };
        var story = new Story
        {
            Seed = 12,
            Profile = StoryProfile.Stress,
            Cluster = new SimulatorOptions { Guests = 4 },
            Endpoints = 1,
            Repairs = true,
            RunFor = TimeSpan.FromMinutes(10),
            Steps = [new(At(1), "kill", new() { ["guest"] = 100 }, 0), new(At(2), "power-off-inside", new() { ["guest"] = 101 }, 1)],
            Life =
            [
                new(At(1), MonitorAction.Kill, 2),
                new(At(2), MonitorAction.Start, 2) { Monitor = other },
                new(At(3), MonitorAction.SetLevel, 3) { Level = 3 },
                new(At(4), MonitorAction.SetClock, 4) { By = TimeSpan.FromHours(-2) },
                new(At(5), MonitorAction.KillSwitchOn, 5),
                new(At(6), MonitorAction.CutOff, 6),
            ],
        };
        ScenarioFolder.Write(story, "Two guests end.", _folder);

        var text = File.ReadAllText(Path.Combine(_folder, "scenario.json"));
        var scenario = JsonNode.Parse(text)!.AsObject();
        scenario["shows"]!.GetValue<string>().ShouldBe("Two guests end.");
        scenario["seed"]!.GetValue<ulong>().ShouldBe(12UL);
        Lines(scenario["outages"]!).ShouldBe([
            """{"from":"00:01:00","until":"00:02:00","how":"killed","monitor":{"Autonomy":{"Level":4}}}""",
            """{"from":"00:06:00","until":"00:10:00","how":"cut-off"}""",
        ]);
        Lines(scenario["orders"]!).ShouldBe([
            """{"at":"00:03:00","do":"level","level":3}""",
            """{"at":"00:05:00","do":"kill-switch","active":true}""",
        ]);
        Lines(scenario["life"]!).ShouldBe(["""{"at":"00:04:00","do":"SetClock","by":"-02:00:00"}"""]);
        text.ShouldEndWith("""
              "script": [
                {"at": "00:01:00", "do": "kill", "guest": 100, "crash": true},
                {"at": "00:02:00", "do": "power-off-inside", "guest": 101, "crash": false}
              ]
            }

            """.ReplaceLineEndings("\n"));
        text.ShouldStartWith("""
            {
              "shows": "Two guests end.",
              "guards": [],
              "seed": 12,
            """.ReplaceLineEndings("\n"));
        StoryFile.Text(StoryFile.Read(Path.Combine(_folder, "story.json"))).ShouldBe(StoryFile.Text(story));
    }

    private static TimeSpan At(int minutes) => TimeSpan.FromMinutes(minutes);

    private static IEnumerable<string> Lines(JsonNode array) => array.AsArray().Select(entry => entry!.ToJsonString());
}

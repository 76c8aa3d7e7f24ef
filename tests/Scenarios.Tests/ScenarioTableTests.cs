using System.Text.Json.Nodes;
using OrleansMonitor.Scenarios.Tests.Playing;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Scenarios.Tests;

public sealed class ScenarioTableTests
{
    private const string Family = """
        {
          "shows": "{what}: told once.",
          "guards": ["VM_CRASHED"],
          "runFor": "00:02:00",
          "cluster": {"nodes": 3, "guests": 8},
          "guest": 101,
          "script": [
            {"at": "00:00:10", "do": "fault", "...": "{answer}"},
            {"at": "00:00:20", "do": "kill", "guest": "{guest}", "crash": true},
          ],
          "cases": {
            "refused": {"what": "A call is refused", "answer": {"status": 403, "reason": "no"}},
            // A container on one node more
            "cut": {"what": "CT {guest} is cut", "guards": ["CT_CRASHED"], "cluster": {"nodes": 4}, "guest": 104, "answer": {"hang": true}},
            "quiet": {"shows": "Nothing.", "script": []},
          },
        }
        """;

    private static ScenarioTable Table => ScenarioTable.Parse("answer", Family);

    [Fact]
    public void Each_case_is_a_scenario_by_the_folder_s_name_and_its_own() =>
        Table.Names.ShouldBe(["answer-refused", "answer-cut", "answer-quiet"]);

    [Fact]
    public void A_case_is_laid_over_what_is_common()
    {
        var (refused, cut) = (Table.Read("answer-refused"), Table.Read("answer-cut"));
        refused.Guards.ShouldBe(["VM_CRASHED"]);
        cut.Guards.ShouldBe(["CT_CRASHED"]);
        (refused.Cluster.Nodes, cut.Cluster.Nodes, cut.Cluster.Guests).ShouldBe((3, 4, 8));
        Table.Read("answer-quiet").Script.ShouldBeEmpty();
    }

    [Fact]
    public void Placeholders_stand_for_values()
    {
        Table.Read("answer-refused").Shows.ShouldBe("A call is refused: told once.");
        Table.Read("answer-refused").Script.Select(Line).ShouldBe([
            """{"at":"00:00:10","do":"fault","status":403,"reason":"no"}""",
            """{"at":"00:00:20","do":"kill","guest":101,"crash":true}""",
        ]);
        Table.Read("answer-cut").Script.Select(Line).ShouldBe([
            """{"at":"00:00:10","do":"fault","hang":true}""",
            """{"at":"00:00:20","do":"kill","guest":104,"crash":true}""",
        ]);
    }

    [Theory]
    [InlineData("\"guards\"", "\"guardz\"", "guardz")]
    [InlineData("\"guests\"", "\"gusts\"", "gusts")]
    [InlineData("\"answer\": {\"status\"", "\"anwser\": {\"status\"", "{answer}")]
    [InlineData("\"runFor\": \"00:02:00\",", "", "runFor")]
    public void What_no_scenario_has_or_each_needs_is_refused(string right, string wrong, string named) => Refused(() =>
        ScenarioTable.Parse("answer", Family.Replace(right, wrong, StringComparison.Ordinal)).Read("answer-refused"), named);

    [Theory]
    [InlineData("\"quiet\"", "\"cut\"", "cut")]
    [InlineData("{\"shows\": \"Nothing.\", \"script\": []}", "[]", "quiet")]
    public void A_table_without_sense_is_refused(string right, string wrong, string named) =>
        Refused(() => ScenarioTable.Parse("answer", Family.Replace(right, wrong, StringComparison.Ordinal)), named);

    [Theory]
    [InlineData(StoryProfile.Real)]
    [InlineData(StoryProfile.Stress)]
    public void A_story_is_written_as_a_scenario_that_is_read(StoryProfile profile)
    {
        var folder = Directory.CreateTempSubdirectory("story").FullName;
        try
        {
            var story = StoryGenerator.Generate(7, profile, TimeSpan.FromDays(1));
            ScenarioFolder.Write(story, "\"More\" than\nenough.", folder);
            var scenario = ScenarioTable.Parse("story", File.ReadAllText(Path.Combine(folder, "scenario.json"))).Read("story");
            (scenario.Shows, scenario.Seed, scenario.RunFor).ShouldBe(("\"More\" than\nenough.", story.Seed, story.RunFor));
            scenario.Cluster.ShouldBe(story.Cluster);
            JsonNode.DeepEquals(scenario.Monitor, story.Monitor).ShouldBeTrue();
            scenario.Script.Count.ShouldBe(story.Steps.Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Line(JsonNode? step) => step!.ToJsonString();

    private static void Refused(Action reading, string named)
    {
        var message = Should.Throw<InvalidDataException>(reading).Message;
        message.ShouldContain("answer/scenario.json");
        message.ShouldContain(named);
    }
}

using System.Text.Json.Nodes;

namespace OrleansMonitor.Trust.Stories;

/// <summary>
/// Writes a story as a scenario: <c>scenario.json</c> for the scenario tests, and <c>story.json</c> with the whole story. Steps that
/// scenarios do not support (clock, database, approval of all proposals) are in <c>life</c>; the tests refuse to play these.
/// </summary>
public static class ScenarioFolder
{
    private static readonly string[] Crashes = ["kill", "kill-for-memory", "power-off-inside"];

    /// <summary>Writes both files; existing ones are overwritten.</summary>
    /// <param name="story">A story.</param>
    /// <param name="shows">What it demonstrates, in one sentence.</param>
    /// <param name="folder">The scenario's folder.</param>
    public static void Write(Story story, string shows, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "scenario.json"), ScenarioText.Of(Scenario(story, shows)));
        StoryFile.Write(story, Path.Combine(folder, "story.json"));
    }

    // Scenarios need to know whether such a step is a crash. The author of the scenario corrects this assumption.
    private static StoryStep Judged(StoryStep step)
    {
        if (!Crashes.Contains(step.Do, StringComparer.Ordinal)) return step;
        var arguments = (JsonObject)step.Arguments.DeepClone();
        arguments["crash"] = step.Do != "power-off-inside";
        return step with { Arguments = arguments };
    }

    private static JsonObject Scenario(Story story, string shows)
    {
        var scenario = new JsonObject
        {
            ["shows"] = shows,
            ["guards"] = new JsonArray(),
            ["seed"] = story.Seed,
            ["runFor"] = story.RunFor.ToString("c"),
            ["cluster"] = System.Text.Json.JsonSerializer.SerializeToNode(story.Cluster, StoryFile.Json),
            ["monitor"] = story.Monitor.DeepClone(),
        };
        if (story.Repairs) scenario["repairs"] = true;
        if (story.Endpoints is { } endpoints) scenario["endpoints"] = endpoints;
        Add(scenario, "outages", Outages(story));
        Add(scenario, "orders", story.Life.Select(Order).OfType<JsonObject>());
        Add(scenario, "life", story.Life.Where(IsOther).Select(Other));
        scenario["script"] = JsonNode.Parse(StoryFile.Script(story with { Steps = [.. story.Steps.Select(Judged)] }));
        return scenario;
    }

    private static void Add(JsonObject scenario, string name, IEnumerable<JsonObject> entries)
    {
        var all = new JsonArray([.. entries]);
        if (all.Count > 0) scenario[name] = all;
    }

    private static IEnumerable<JsonObject> Outages(Story story)
    {
        for (var index = 0; index < story.Life.Count; index++)
        {
            var step = story.Life[index];
            if (How(step.Do) is not var (how, ending)) continue;
            var end = story.Life.Skip(index).FirstOrDefault(later => later.Do == ending);
            var outage = new JsonObject
            {
                ["from"] = step.At.ToString("c"),
                ["until"] = (end?.At ?? story.RunFor).ToString("c"),
                ["how"] = how,
            };
            if (end?.Monitor is { } settings) outage["monitor"] = settings.DeepClone();
            yield return outage;
        }
    }

    private static (string How, MonitorAction Ending)? How(MonitorAction what) => what switch
    {
        MonitorAction.Kill => ("killed", MonitorAction.Start),
        MonitorAction.Stop => ("stopped", MonitorAction.Start),
        MonitorAction.CutOff => ("cut-off", MonitorAction.Reconnect),
        _ => null,
    };

    private static JsonObject? Order(MonitorStep step) => step.Do switch
    {
        MonitorAction.SetLevel => new() { ["at"] = step.At.ToString("c"), ["do"] = "level", ["level"] = step.Level },
        MonitorAction.KillSwitchOn => new() { ["at"] = step.At.ToString("c"), ["do"] = "kill-switch", ["active"] = true },
        MonitorAction.KillSwitchOff => new() { ["at"] = step.At.ToString("c"), ["do"] = "kill-switch", ["active"] = false },
        MonitorAction.ResumeAfterStorm => new() { ["at"] = step.At.ToString("c"), ["do"] = "resume-after-storm" },
        _ => null,
    };

    private static bool IsOther(MonitorStep step) =>
        How(step.Do) is null && Order(step) is null && step.Do is not (MonitorAction.Start or MonitorAction.Reconnect);

    private static JsonObject Other(MonitorStep step)
    {
        var other = new JsonObject { ["at"] = step.At.ToString("c"), ["do"] = step.Do.ToString() };
        if (step.By != TimeSpan.Zero) other["by"] = step.By.ToString("c");
        return other;
    }
}

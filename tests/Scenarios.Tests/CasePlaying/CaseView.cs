using System.Text.Json.Nodes;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>What a case states for one endpoint.</summary>
internal sealed class CaseView
{
    private readonly List<CaseStep> _steps;
    private readonly MovingRows _rows;
    private readonly int _variant;
    private readonly Dictionary<CaseStep, int> _spent = [];

    public CaseView(CaseFile file, string? label, int variant)
    {
        _steps = [.. file.Steps.Where(step => step.Label is null || step.Label == label).OrderBy(step => step.At)];
        _variant = variant;
        var answers = _steps.Where(step => step.Paths.TryGetValue("/cluster/resources", out var rows) && rows is JsonArray)
            .Select(step => (step.At, step.Paths["/cluster/resources"]!.AsArray())).ToList();
        if (answers.Count == 0 || answers[0].At > TimeSpan.Zero) answers.Insert(0, (TimeSpan.Zero, HealthyCluster.Rows(file.Standalone)));
        _rows = new(answers, file.Round);
    }

    /// <summary>The rows of <c>/cluster/resources</c>.</summary>
    public JsonArray Rows(TimeSpan now, IReadOnlyDictionary<string, TimeSpan> started) => _rows.At(now, started);

    /// <summary>What the case gives for a path: data, or a reply in words.</summary>
    /// <param name="path">Below <c>/api2/json</c>.</param>
    /// <param name="now">From the first poll on.</param>
    /// <param name="since">What was given before that is over.</param>
    public (bool Given, JsonNode? Data, Reply? Reply) Given(string path, TimeSpan now, TimeSpan since = default)
    {
        foreach (var step in _steps.Where(step => step.At <= now && step.At >= since).Reverse())
        {
            if (Find(step, path) is not { } key) continue;
            var value = step.Paths[key];
            if (CaseStep.Split(value) is not { Length: > 0 } said) return (true, value, null);
            var reply = Reply.Of(said[Math.Min(_variant, said.Length - 1)])
                ?? throw new InvalidDataException($"nobody can answer {path} with '{said[0]}'");
            if (!Spend(step, reply)) continue;
            return (true, null, reply);
        }

        return (false, null, null);
    }

    /// <summary>What the whole endpoint does instead of answering; null where it answers.</summary>
    /// <param name="now">From the first poll on.</param>
    /// <param name="asked">Whether it is a request, which uses up a reply that is given once.</param>
    public Reply? Mood(TimeSpan now, bool asked)
    {
        foreach (var step in _steps.Where(step => step.At <= now).Reverse())
        {
            if (step.Answers) return null;
            if (step.Moods.Count == 0) continue;
            var mood = step.Moods[Math.Min(_variant, step.Moods.Count - 1)];
            if (mood.Times is null) return mood;
            if (asked && Spend(step, mood)) return mood;
        }

        return null;
    }

    /// <summary>Whether the case says that something answers at a member's address; null where it says nothing.</summary>
    public bool? AnswersAt(string address, TimeSpan now) =>
        _steps.LastOrDefault(step => step.At <= now && step.AnsweringAddresses is not null)?.AnsweringAddresses!.Contains(
        address, StringComparer.Ordinal);

    private static string? Find(CaseStep step, string path) =>
        step.Paths.ContainsKey(path) ? path
        : step.Paths.Keys.FirstOrDefault(key => key.Contains('*', StringComparison.Ordinal) && Fits(key, path));

    private static bool Fits(string pattern, string path)
    {
        var (wanted, given) = (pattern.Split('/'), path.Split('/'));
        return wanted.Length == given.Length && wanted.Zip(given).All(pair => pair.First == "*" || pair.First == pair.Second);
    }

    private bool Spend(CaseStep step, Reply reply)
    {
        if (reply.Times is not { } times) return true;
        lock (_spent)
        {
            var spent = _spent.GetValueOrDefault(step);
            _spent[step] = spent + 1;
            return spent < times;
        }
    }
}

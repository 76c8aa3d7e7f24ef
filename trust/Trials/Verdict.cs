using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Trials;

/// <summary>The result of one story, as reported by a worker: a line of JSON. The story is recreated from its seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Profile">The profile.</param>
/// <param name="RunFor">The length of the story.</param>
/// <param name="Judgement">The evaluation; null if the play broke off.</param>
/// <param name="Cost">Its cost; null if the play broke off.</param>
/// <param name="Problem">Why the play broke off, or null.</param>
public sealed record Verdict(ulong Seed, StoryProfile Profile, TimeSpan RunFor, PlayResult? Judgement, PlayCost? Cost, string? Problem)
{
    private static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Whether there are no findings.</summary>
    [JsonIgnore]
    public bool IsRight => Problem is null && Judgement is { Findings.Count: 0 };

    /// <summary>The story.</summary>
    public Story RecreateStory() => StoryGenerator.Generate(Seed, Profile, RunFor);

    /// <summary>As one line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a line; null if it is not a verdict.</summary>
    public static Verdict? Read(string line) => line.StartsWith('{') ? JsonSerializer.Deserialize<Verdict>(line, Json) : null;
}

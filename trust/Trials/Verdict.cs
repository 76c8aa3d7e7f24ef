using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Trials;

/// <summary>What one story came to, as a worker reports it: a line of JSON. The story itself is made anew from its seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Profile">The profile.</param>
/// <param name="RunFor">How long the story is.</param>
/// <param name="Judgement">The judgement; null where the play broke off.</param>
/// <param name="Cost">What it took; null where the play broke off.</param>
/// <param name="Problem">Why the play broke off; null where it did not.</param>
public sealed record Verdict(ulong Seed, StoryProfile Profile, TimeSpan RunFor, Judgement? Judgement, PlayCost? Cost, string? Problem)
{
    private static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Whether nothing is wrong.</summary>
    [JsonIgnore]
    public bool IsRight => Problem is null && Judgement is { Findings.Count: 0 };

    /// <summary>The story.</summary>
    public Story Tell() => StoryGenerator.Generate(Seed, Profile, RunFor);

    /// <summary>As one line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a line; null where it is none.</summary>
    public static Verdict? Read(string line) => line.StartsWith('{') ? JsonSerializer.Deserialize<Verdict>(line, Json) : null;
}

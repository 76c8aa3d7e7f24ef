using System.Text.Json;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>What the script holds true, told by nobody else: which guests crash how often.</summary>
internal sealed class ScriptTruth
{
    private static readonly HashSet<string> Endings =
        new(StringComparer.Ordinal) { "kill", "kill-for-memory", "kill-guests", "power-off-inside" };

    private ScriptTruth(IReadOnlyDictionary<int, int> crashes, IReadOnlyList<(int First, int Last, int Count)> storms) =>
        (Crashes, Storms) = (crashes, storms);

    /// <summary>How often each guest crashes.</summary>
    public IReadOnlyDictionary<int, int> Crashes { get; }

    /// <summary>How many of a range of guests crash.</summary>
    public IReadOnlyList<(int First, int Last, int Count)> Storms { get; }

    public static ScriptTruth Read(string script)
    {
        var crashes = new Dictionary<int, int>();
        var storms = new List<(int, int, int)>();
        using var document = JsonDocument.Parse(script);
        foreach (var step in document.RootElement.EnumerateArray())
        {
            var what = step.GetProperty("do").GetString()!;
            if (!step.TryGetProperty("crash", out var crash))
            {
                if (Endings.Contains(what))
                    throw new InvalidDataException($"the step '{what}' at {step.GetProperty("at")} must say whether it is a crash");
                continue;
            }

            var count = crash.ValueKind switch { JsonValueKind.Number => crash.GetInt32(), JsonValueKind.True => 1, _ => 0 };
            if (count == 0) continue;
            if (step.TryGetProperty("guest", out var guest))
                crashes[guest.GetInt32()] = crashes.GetValueOrDefault(guest.GetInt32()) + count;
            else storms.Add((step.GetProperty("first").GetInt32(), step.GetProperty("last").GetInt32(), count));
        }

        return new(crashes, storms);
    }
}

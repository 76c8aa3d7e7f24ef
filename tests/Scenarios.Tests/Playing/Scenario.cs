using System.Text.Json;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>One folder below <c>Scenarios</c>.</summary>
internal sealed class Scenario
{
    private const string FolderName = "Scenarios";

    private Scenario(string folder)
    {
        Name = Path.GetFileName(folder);
        Folder = folder;
        Topology = Topology.Load(Path.Combine(folder, "topology.json"));
        if (Topology.Life.Count > 0) throw new InvalidDataException($"{Name}: what stands in \"life\" cannot be played here: {Topology.Life.ToJsonString()}");
        Script = File.ReadAllText(Path.Combine(folder, "script.json"));
        Truth = ScriptTruth.Read(Script);
    }

    public string Name { get; }

    public string Folder { get; }

    public Topology Topology { get; }

    /// <summary>The simulator's script.</summary>
    public string Script { get; }

    /// <summary>What the script says is a crash.</summary>
    public ScriptTruth Truth { get; }

    public string Expected => File.Exists(ExpectedFile) ? File.ReadAllText(ExpectedFile).ReplaceLineEnds() : "";

    private string ExpectedFile => Path.Combine(Folder, "expected.txt");

    /// <summary>All of them, or those that the environment variable <c>SCENARIO</c> names, separated by commas; <c>*</c> at the end stands for anything.</summary>
    public static IEnumerable<string> Names() => Directory
        .GetDirectories(Path.Combine(AppContext.BaseDirectory, FolderName))
        .Select(folder => Path.GetFileName(folder)!)
        .Where(IsWanted)
        .Order(StringComparer.Ordinal);

    private static bool IsWanted(string name) => Environment.GetEnvironmentVariable("SCENARIO") is not { Length: > 0 } wanted
        || wanted.Split(',').Any(one => one.EndsWith('*') ? name.StartsWith(one[..^1], StringComparison.Ordinal) : name == one);

    public static Scenario Load(string name) => new(Path.Combine(AppContext.BaseDirectory, FolderName, name));

    /// <summary>Writes a narration as what is expected from now on, beside the sources and beside the tests.</summary>
    public void Expect(string narration)
    {
        File.WriteAllText(ExpectedFile, narration);
        File.WriteAllText(Path.Combine(Sources(), Name, "expected.txt"), narration);
    }

    private static string Sources()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Scenarios.Tests.csproj"))) return Path.Combine(folder.FullName, FolderName);
        }

        throw new DirectoryNotFoundException("the sources of the scenarios are not above the tests");
    }
}

/// <summary>Line ends do not matter.</summary>
internal static class LineEnds
{
    public static string ReplaceLineEnds(this string text) => text.ReplaceLineEndings("\n");
}

/// <summary>What the script holds true, told by nobody else: which guests crash how often.</summary>
internal sealed class ScriptTruth
{
    private static readonly HashSet<string> Endings = new(StringComparer.Ordinal) { "kill", "kill-for-memory", "kill-guests", "power-off-inside" };

    private ScriptTruth(IReadOnlyDictionary<int, int> crashes, IReadOnlyList<(int First, int Last, int Count)> storms) => (Crashes, Storms) = (crashes, storms);

    /// <summary>How often each guest crashes.</summary>
    public IReadOnlyDictionary<int, int> Crashes { get; }

    /// <summary>How many of a range of guests crash.</summary>
    public IReadOnlyList<(int First, int Last, int Count)> Storms { get; }

    public static ScriptTruth Read(string script)
    {
        var crashes = new Dictionary<int, int>();
        var storms = new List<(int, int, int)>();
        using var document = JsonDocument.Parse(script, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var root = document.RootElement;
        foreach (var step in (root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("steps")).EnumerateArray())
        {
            var what = step.GetProperty("do").GetString()!;
            if (!step.TryGetProperty("crash", out var crash))
            {
                if (Endings.Contains(what)) throw new InvalidDataException($"the step '{what}' at {step.GetProperty("at")} must say whether it is a crash");
                continue;
            }

            var count = crash.ValueKind switch { JsonValueKind.Number => crash.GetInt32(), JsonValueKind.True => 1, _ => 0 };
            if (count == 0) continue;
            if (step.TryGetProperty("guest", out var guest)) crashes[guest.GetInt32()] = crashes.GetValueOrDefault(guest.GetInt32()) + count;
            else storms.Add((step.GetProperty("first").GetInt32(), step.GetProperty("last").GetInt32(), count));
        }

        return new(crashes, storms);
    }
}

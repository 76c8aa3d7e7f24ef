namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>A scenario as it is played: a folder below <c>Scenarios</c>, or one case of such a folder.</summary>
internal sealed class Scenario
{
    private const string FolderName = "Scenarios";
    private static readonly Lazy<Dictionary<string, ScenarioTable>> Tables = new(Find);
    private readonly ScenarioTable _table;

    private Scenario(string name, ScenarioTable table)
    {
        (Name, _table) = (name, table);
        File = table.Read(name);
        if (File.Life.Count > 0)
            throw new InvalidDataException($"{name}: what stands in \"life\" cannot be played here: {File.Life.ToJsonString()}");
        Script = File.Script.ToJsonString();
        Truth = ScriptTruth.Read(Script);
    }

    public string Name { get; }

    public ScenarioFile File { get; }

    /// <summary>The simulator's script.</summary>
    public string Script { get; }

    /// <summary>What the script says is a crash.</summary>
    public ScriptTruth Truth { get; }

    public string Expected => Narrations.Read(Path.Combine(Shipped, _table.Folder), Name, _table);

    /// <summary>
    /// All of them, or those that the environment variable <c>SCENARIO</c> names, separated by commas; <c>*</c> at the end stands for
    /// anything.
    /// </summary>
    public static IEnumerable<string> Names() => Tables.Value.Keys.Where(IsWanted).Order(StringComparer.Ordinal);

    public static Scenario Load(string name) =>
        new(name, Tables.Value.GetValueOrDefault(name) ?? throw new InvalidDataException($"there is no scenario '{name}'"));

    /// <summary>Writes a narration as what is expected from now on, beside the sources and beside the tests.</summary>
    public void Expect(string narration)
    {
        foreach (var parent in new[] { Shipped, Sources() }) Narrations.Write(Path.Combine(parent, _table.Folder), Name, _table, narration);
    }

    private static bool IsWanted(string name) => Environment.GetEnvironmentVariable("SCENARIO") is not { Length: > 0 } wanted
        || wanted.Split(',').Any(one => one.EndsWith('*') ? name.StartsWith(one[..^1], StringComparison.Ordinal) : name == one);

    private static string Shipped => Path.Combine(AppContext.BaseDirectory, FolderName);

    private static Dictionary<string, ScenarioTable> Find()
    {
        var tables = new Dictionary<string, ScenarioTable>(StringComparer.Ordinal);
        foreach (var folder in Directory.GetDirectories(Shipped))
        {
            var file = Path.Combine(folder, "scenario.json");
            if (!System.IO.File.Exists(file)) continue;
            var table = ScenarioTable.Parse(Path.GetFileName(folder), System.IO.File.ReadAllText(file));
            foreach (var name in table.Names)
            {
                if (!tables.TryAdd(name, table))
                    throw new InvalidDataException($"'{name}' is in the folder '{table.Folder}' and in '{tables[name].Folder}'");
            }
        }

        return tables;
    }

    private static string Sources()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Scenarios.Tests.csproj")))
                return Path.Combine(folder.FullName, FolderName);
        }

        throw new DirectoryNotFoundException("the sources of the scenarios are not above the tests");
    }
}

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>One folder of cases from the field.</summary>
internal sealed class FieldCase
{
    private const string FolderName = "Cases";
    private readonly string _folder;

    private FieldCase(string folder, int variant)
    {
        (_folder, Variant) = (folder, variant);
        var expected = Path.Combine(folder, "expected.json");
        Expected = System.IO.File.Exists(expected) ? Expectation.Load(expected) : null;
        if (Expected is { Variants.Length: > 0 } several) Expected = several.Variants[variant];
        File = CaseFile.Parse(
            [.. new[] { System.IO.File.ReadAllText(Path.Combine(folder, "case.json")), Expected?.Given?.ToJsonString() }.OfType<string>()]);
    }

    /// <summary>Which of several stated replies it is played with.</summary>
    public int Variant { get; }

    public CaseFile File { get; }

    /// <summary>What is held of it; null where nothing is stated and it is only told.</summary>
    public Expectation? Expected { get; }

    public TimeSpan RunFor => Expected?.RunFor is { } seconds ? TimeSpan.FromSeconds(seconds) : File.End() + TimeSpan.FromMinutes(2);

    /// <summary>
    /// All cases, or those that the environment variable <c>CASE</c> names; with <c>CASES</c>, those of another folder too. One of several
    /// replies is played with each: <c>name#2</c>.
    /// </summary>
    public static IEnumerable<string> Names() => Folders().SelectMany(Variants).Where(IsWanted);

    /// <summary>The names of those that come out wrong today.</summary>
    public static IReadOnlySet<string> KnownWrong { get; } = System.IO.File.ReadLines(Path.Combine(Shipped, "known-wrong.txt"))
        .Select(line => line.Split(' ')[0]).Where(line => line.Length > 0 && line[0] != '#').ToHashSet(StringComparer.Ordinal);

    private static string Shipped => Path.Combine(AppContext.BaseDirectory, FolderName);

    public static FieldCase Load(string name)
    {
        var parts = name.Split('#');
        return new(Folders().First(folder => Path.GetFileName(folder) == parts[0]),
            parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) - 1 : 0);
    }

    private static IEnumerable<string> Folders()
    {
        IEnumerable<string> roots = Environment.GetEnvironmentVariable("CASES") is { Length: > 0 } further ? [Shipped, further] : [Shipped];
        return roots.SelectMany(Directory.GetDirectories).Where(folder => System.IO.File.Exists(Path.Combine(folder, "case.json")))
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Variants(string folder)
    {
        var name = Path.GetFileName(folder);
        var variants = CaseFile.Parse(System.IO.File.ReadAllText(Path.Combine(folder, "case.json"))).Steps.Select(step => step.Variants)
            .DefaultIfEmpty(1).Max();
        return variants == 1 ? [name] : Enumerable.Range(1, variants).Select(variant => $"{name}#{variant}");
    }

    private static bool IsWanted(string name) => Environment.GetEnvironmentVariable("CASE") is not { Length: > 0 } wanted
        || wanted.Split(',')
        .Any(one => one.EndsWith('*') ? name.StartsWith(one[..^1], StringComparison.Ordinal) : name.Split('#')[0] == one || name == one);
}

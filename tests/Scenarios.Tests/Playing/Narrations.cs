using System.Text;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>An <c>expected.txt</c>: the narration of a scenario, or those of a family, each below its scenario's name.</summary>
internal static class Narrations
{
    private const string FileName = "expected.txt";
    private const string Heading = "== ";

    // Scenarios of one family play at once, and write to one file.
    private static readonly Lock Writing = new();

    /// <summary>What is expected of a scenario; empty where nothing is written down.</summary>
    public static string Read(string folder, string name, ScenarioTable table) =>
        table.IsFamily ? Sections(folder).GetValueOrDefault(name, "") : Text(folder);

    /// <summary>Writes what is expected of a scenario, and keeps what is expected of the others of its family.</summary>
    public static void Write(string folder, string name, ScenarioTable table, string narration)
    {
        lock (Writing)
        {
            if (table.IsFamily)
            {
                var sections = Sections(folder);
                sections[name] = narration;
                narration = string.Join('\n', table.Names.Where(sections.ContainsKey).Select(one => $"{Heading}{one}\n{sections[one]}"));
            }

            File.WriteAllText(Path.Combine(folder, FileName), narration);
        }
    }

    private static string Text(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
    }

    private static Dictionary<string, string> Sections(string folder)
    {
        var sections = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        StringBuilder? section = null;
        foreach (var line in Text(folder).Split('\n'))
        {
            if (line.StartsWith(Heading, StringComparison.Ordinal)) sections[line[Heading.Length..]] = section = new();
            else if (line.Length > 0) section?.Append(line).Append('\n');
        }

        return sections.ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.Ordinal);
    }
}

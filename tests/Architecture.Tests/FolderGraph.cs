namespace OrleansMonitor.Architecture.Tests;

/// <summary>Which folder of a project names which other one, and by which types. Files beside the top folders count as one more.</summary>
internal sealed class FolderGraph
{
    /// <summary>The name of what lies beside the folders.</summary>
    public const string Top = "(top)";

    private readonly string _project;
    private readonly bool _nested;
    private readonly ILookup<(string From, string To), Use> _edges;
    private readonly ILookup<string, string> _next;

    /// <summary>The graph of some uses.</summary>
    /// <param name="project">The project's namespace.</param>
    /// <param name="uses">Which of its types names which other one.</param>
    /// <param name="nested">True to take each folder for itself; false to count what is nested in a top folder as part of it.</param>
    public FolderGraph(string project, IEnumerable<Use> uses, bool nested = false)
    {
        _project = project;
        _nested = nested;
        _edges = uses.Select(use => (Edge: (FolderOf(use.Place), FolderOf(use.ToPlace)), Use: use))
            .Where(pair => pair.Edge.Item1 != pair.Edge.Item2).ToLookup(pair => pair.Edge, pair => pair.Use);
        _next = _edges.ToLookup(edge => edge.Key.From, edge => edge.Key.To, StringComparer.Ordinal);
    }

    public static FolderGraph Of(string room, bool nested = false) =>
        new($"OrleansMonitor.{room}", CompiledUses.In(House.Built(room).Location, $"OrleansMonitor.{room}"), nested);

    /// <summary>The edges that are part of a circle, each with its types.</summary>
    public IEnumerable<string> Circles() => _edges.Where(edge => Reaches(edge.Key.To, edge.Key.From)).Select(Describe);

    /// <summary>The edges that do not lead from a later folder of an order to an earlier one, each with its types.</summary>
    public IEnumerable<string> Against(IReadOnlyList<string> order)
    {
        var places = order.Select((folder, at) => (folder, at)).ToDictionary(pair => pair.folder, pair => pair.at, StringComparer.Ordinal);
        return _edges.Where(edge => places[edge.Key.From] < places[edge.Key.To]).Select(Describe);
    }

    private bool Reaches(string from, string to)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal) { from }, new Stack<string>([from]));
        while (open.TryPop(out var folder))
        {
            if (folder == to) return true;
            foreach (var next in _next[folder].Where(seen.Add)) open.Push(next);
        }

        return false;
    }

    private string FolderOf(string place)
    {
        if (place.Length == _project.Length) return Top;
        var folder = place[(_project.Length + 1)..];
        return _nested ? folder.Replace('.', '/') : folder.Split('.')[0];
    }

    private static string Describe(IGrouping<(string From, string To), Use> edge) =>
        $"{edge.Key.From} -> {edge.Key.To}: {string.Join(", ", edge.Select(use => use.ToString()).Order(StringComparer.Ordinal))}";
}

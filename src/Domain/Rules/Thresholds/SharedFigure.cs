using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>How full a shared storage is: the worst of what its nodes say, in whichever order they come.</summary>
/// <param name="Share">The share in use, 0 to 1; null where no node knows.</param>
/// <param name="Differs">Which node says what, where they do not see the same; null where they do.</param>
/// <param name="Fullest">The node that says the worst, where they do not see the same; null where they do.</param>
public readonly record struct SharedFigure(double? Share, string? Differs, string? Fullest = null)
{
    // Nodes look at other moments, and a storage that is written to moves meanwhile.
    private const double Same = 0.02;

    /// <summary>
    /// The figure of one storage. Rows of nodes that are away or whose data stands still, and rows that know nothing, do not count.
    /// </summary>
    /// <param name="rows">The storage's rows, one for each node.</param>
    /// <param name="believed">Whether a node's rows are fresh.</param>
    public static SharedFigure Of(IEnumerable<StorageSample> rows, Func<string, bool> believed)
    {
        var known = rows.Where(row => row.UsedRatio is not null && believed(row.Node))
            .OrderBy(row => row.Node, StringComparer.Ordinal).ToList();
        if (known.Count == 0) return new(null, null);
        var (least, worst) = (known.Min(row => row.UsedRatio!.Value), known.Max(row => row.UsedRatio!.Value));
        if (worst - least <= Same) return new(worst, null);
        return new(worst, $"its nodes say {string.Join(", ", known.Select(Describe))}", known.MaxBy(row => row.UsedRatio!.Value)!.Node);
    }

    private static string Describe(StorageSample row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.Node} {row.UsedRatio * 100:0.#} %");
}

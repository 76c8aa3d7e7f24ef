using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>The usage of a shared storage: the highest value of its nodes, in any order.</summary>
/// <param name="Share">The share in use, 0 to 1; null if no node reports it.</param>
/// <param name="Differs">The values per node if they differ; null if they agree.</param>
/// <param name="Fullest">The node with the highest value if they differ; null if they agree.</param>
public readonly record struct SharedFigure(double? Share, string? Differs, string? Fullest = null)
{
    // Nodes measure at different times, and a storage in use changes meanwhile.
    private const double Tolerance = 0.02;

    /// <summary>The usage of one storage. Rows of offline or frozen nodes, and rows without values, are ignored.</summary>
    /// <param name="rows">The storage's rows, one for each node.</param>
    /// <param name="believed">Whether a node's rows are fresh.</param>
    public static SharedFigure Of(IEnumerable<StorageSample> rows, Func<string, bool> believed)
    {
        var known = rows.Where(row => row.UsedRatio is not null && believed(row.Node))
            .OrderBy(row => row.Node, StringComparer.Ordinal).ToList();
        if (known.Count == 0) return new(null, null);
        var (least, worst) = (known.Min(row => row.UsedRatio!.Value), known.Max(row => row.UsedRatio!.Value));
        if (worst - least <= Tolerance) return new(worst, null);
        return new(worst, $"its nodes say {string.Join(", ", known.Select(Describe))}", known.MaxBy(row => row.UsedRatio!.Value)!.Node);
    }

    private static string Describe(StorageSample row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.Node} {row.UsedRatio * 100:0.#} %");
}

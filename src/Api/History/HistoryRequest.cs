using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.History;

namespace OrleansMonitor.Api.History;

/// <summary>The parsed <c>range</c> and <c>metrics</c> of a request.</summary>
/// <param name="Range">The range.</param>
/// <param name="Metrics">The metrics; null for all that have a value.</param>
internal sealed record HistoryRequest(HistoryRange Range, IReadOnlyList<HistoryMetric>? Metrics)
{
    /// <summary>Parses both parameters. Returns the problem if one of them is invalid, else null.</summary>
    public static IResult? Refuse(EntityKind kind, string? range, string? metrics, out HistoryRequest request)
    {
        request = new(HistoryRange.Day, null);
        if (range is not null)
        {
            if (HistoryRange.Find(range) is not { } known)
                return Problem.Bad($"range is not one of {string.Join(", ", HistoryRange.All.Select(one => one.Name))}.");
            request = request with { Range = known };
        }

        if (metrics is null) return null;
        var found = new List<HistoryMetric>();
        foreach (var name in metrics.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (HistoryMetrics.Find(kind, name) is not { } metric) return Unknown(kind, name);
            if (!found.Contains(metric)) found.Add(metric);
        }

        request = request with { Metrics = found.Count == 0 ? null : found };
        return null;
    }

    private static IResult Unknown(EntityKind kind, string name)
    {
        var known = string.Join(", ", HistoryMetrics.Of(kind).Select(HistoryMetrics.NameOf));
        return Problem.Bad($"metrics has '{name}'; a {kind.ToString().ToLowerInvariant()} has {known}.");
    }
}

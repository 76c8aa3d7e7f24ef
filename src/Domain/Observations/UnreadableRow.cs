using System.Collections.Immutable;
using System.Globalization;

namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// A row of <c>/cluster/resources</c> that could not be parsed, or that is a duplicate. It affects only its own object, not the whole
/// answer.
/// </summary>
/// <param name="Kind">The kind of its object; null if unknown.</param>
/// <param name="Name">The name of its object, if known.</param>
/// <param name="Problem">The problem, as text that follows a colon.</param>
public readonly record struct UnreadableRow(EntityKind? Kind, string? Name, string Problem)
{
    /// <inheritdoc />
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{(Kind is { } kind ? kind.ToString().ToLowerInvariant() : "row")} {Name ?? "without a name"}: {Problem}");
}

/// <summary>The unreadable rows of one answer.</summary>
/// <param name="Count">Their number.</param>
/// <param name="Named">The first ones, at most <see cref="MaxNamed"/>.</param>
public sealed record UnreadableRows(int Count, ImmutableArray<UnreadableRow> Named)
{
    /// <summary>Maximum number of named rows.</summary>
    public const int MaxNamed = 100;

    private const int MaxDescribed = 5;

    /// <summary>All rows were readable.</summary>
    public static UnreadableRows None { get; } = new(0, []);

    /// <summary>Summary of the unreadable rows; null if there are none.</summary>
    public string? Description => Count == 0 ? null : Describe();

    private string Describe()
    {
        var culture = CultureInfo.InvariantCulture;
        var rows = Count == 1 ? "one row" : string.Create(culture, $"{Count} rows");
        var rest = Count > MaxDescribed ? string.Create(culture, $"; and {Count - MaxDescribed} more") : "";
        return $"{rows} of its answer cannot be read ({string.Join("; ", Named.Take(MaxDescribed))}{rest})";
    }

    /// <summary>The problem with the row of an object; null if none is known.</summary>
    public string? ProblemOf(EntityKind kind, string name)
    {
        foreach (var row in Named)
        {
            if (row.Kind == kind && string.Equals(row.Name, name, StringComparison.Ordinal)) return row.Problem;
        }

        return null;
    }
}

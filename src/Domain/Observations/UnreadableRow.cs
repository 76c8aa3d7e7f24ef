using System.Collections.Immutable;
using System.Globalization;

namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// A row of <c>/cluster/resources</c> that could not be read, or that came more than once. It costs what it is about, never the answer.
/// </summary>
/// <param name="Kind">What it is about; null where it does not say.</param>
/// <param name="Name">Which one, as far as it says.</param>
/// <param name="Problem">What is wrong with it, in words that follow a colon.</param>
public readonly record struct UnreadableRow(EntityKind? Kind, string? Name, string Problem)
{
    /// <inheritdoc />
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{(Kind is { } kind ? kind.ToString().ToLowerInvariant() : "row")} {Name ?? "without a name"}: {Problem}");
}

/// <summary>The rows of one answer that could not be read.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Named">The first of them, at most <see cref="MaxNamed"/>.</param>
public sealed record UnreadableRows(int Count, ImmutableArray<UnreadableRow> Named)
{
    /// <summary>How many are named.</summary>
    public const int MaxNamed = 100;

    private const int MaxDescribed = 5;

    /// <summary>Every row could be read.</summary>
    public static UnreadableRows None { get; } = new(0, []);

    /// <summary>What could not be read; null where everything could.</summary>
    public string? Description => Count == 0
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{(Count == 1 ? "one row of its answer cannot be read" : $"{Count} rows of its answer cannot be read")} "
                + $"({string.Join("; ", Named.Take(MaxDescribed))}{(Count > MaxDescribed ? $"; and {Count - MaxDescribed} more" : "")})");

    /// <summary>What is wrong with the row of an entity; null where nothing is known to be.</summary>
    public string? ProblemOf(EntityKind kind, string name)
    {
        foreach (var row in Named)
        {
            if (row.Kind == kind && string.Equals(row.Name, name, StringComparison.Ordinal)) return row.Problem;
        }

        return null;
    }
}

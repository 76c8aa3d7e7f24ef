using System.Globalization;
using OrleansMonitor.Api.Problems;

namespace OrleansMonitor.Api.Clusters;

/// <summary>A page of a list.</summary>
/// <param name="Items">Its rows.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null after the last.</param>
/// <param name="Limit">How many rows a page has at the most; null where the list is never cut.</param>
internal sealed record PageOf<T>(IReadOnlyList<T> Items, string? NextCursor, int? Limit = null)
{
    /// <summary>The most rows of any page.</summary>
    public const int MaxLimit = 500;
}

/// <summary>What <c>limit</c> and <c>cursor</c> ask for.</summary>
/// <param name="Take">How many rows, 1 to 500.</param>
/// <param name="From">The position that the cursor names; null for the beginning.</param>
internal sealed record Paging(int Take, long? From)
{
    /// <summary>Reads both; answers the problem where one of them cannot be used.</summary>
    public static IResult? Refuse(int? limit, string? cursor, int otherwise, out Paging paging)
    {
        paging = new(0, null);
        if (limit < 1) return Problem.Bad("limit is below 1.");
        long? from = null;
        if (cursor is not null)
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
                return Problem.Bad("cursor is not one that a page gave as nextCursor.");
            from = position;
        }

        paging = new(Math.Min(limit ?? otherwise, PageOf<int>.MaxLimit), from);
        return null;
    }
}

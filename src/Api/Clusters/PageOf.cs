using System.Globalization;
using OrleansMonitor.Api.Problems;

namespace OrleansMonitor.Api.Clusters;

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows of the page.</param>
/// <param name="NextCursor">The <c>cursor</c> of the next page; null after the last.</param>
/// <param name="Limit">The maximum number of rows of a page; null if the list is never cut.</param>
internal sealed record PageOf<T>(IReadOnlyList<T> Items, string? NextCursor, int? Limit = null)
{
    /// <summary>The maximum number of rows of any page.</summary>
    public const int MaxLimit = 500;
}

/// <summary>The parsed <c>limit</c> and <c>cursor</c> of a request.</summary>
/// <param name="Take">The number of rows, 1 to 500.</param>
/// <param name="From">The position in the cursor; null for the beginning.</param>
internal sealed record Paging(int Take, long? From)
{
    /// <summary>Parses both parameters. Returns the problem if one of them is invalid, else null.</summary>
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

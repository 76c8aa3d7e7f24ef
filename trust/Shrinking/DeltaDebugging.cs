namespace OrleansMonitor.Trust.Shrinking;

/// <summary>
/// Delta debugging: removes items, first halves and then smaller parts, while the rest still fails.
/// </summary>
internal static class DeltaDebugging
{
    /// <summary>Returns a list from which no single item can be removed, unless the trials ran out.</summary>
    /// <param name="all">The items.</param>
    /// <param name="stillFails">Whether it fails with these items only; false also if no more trials are allowed.</param>
    public static async Task<IReadOnlyList<T>> MinimizeAsync<T>(IReadOnlyList<T> all, Func<IReadOnlyList<T>, Task<bool>> stillFails)
    {
        if (all.Count > 0 && await stillFails([])) return [];
        var left = all;
        for (var size = (left.Count + 1) / 2; size >= 1 && left.Count > 1; size = size == 1 ? 0 : (size + 1) / 2)
        {
            var shrank = true;
            while (shrank)
            {
                shrank = false;
                for (var from = 0; from < left.Count && left.Count > 1; from += size)
                {
                    IReadOnlyList<T> without = [.. left.Take(from), .. left.Skip(from + size)];
                    if (without.Count == 0 || !await stillFails(without)) continue;
                    (left, shrank) = (without, true);
                    from -= size;
                }

                if (size > 1) break;
            }
        }

        return left;
    }
}

namespace OrleansMonitor.Domain.Text;

/// <summary>Finds the name that somebody probably meant. Pure.</summary>
public static class NearestName
{
    /// <summary>The name that needs the fewest changed letters; null if more than a third of the text would have to change.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="names">The names that exist.</param>
    public static string? Of(string text, IEnumerable<string> names)
    {
        var nearest = names.Select(name => (Name: name, Distance: Distance(text.ToUpperInvariant(), name.ToUpperInvariant())))
            .OrderBy(one => one.Distance).FirstOrDefault();
        return nearest.Name is { } found && nearest.Distance <= Math.Max(2, text.Length / 3) ? found : null;
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}

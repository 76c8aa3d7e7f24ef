namespace OrleansMonitor.Dashboard.Palette;

/// <summary>Finds the entries that match a text, the best first. Pure.</summary>
internal static class PaletteRanking
{
    private const int Whole = 100;
    private const int KeyWhole = 95;
    private const int Start = 80;
    private const int KeyStart = 70;
    private const int WordStart = 60;
    private const int Inside = 40;
    private const int Aside = 20;

    private static readonly char[] Gaps = [' ', '-', '_', '.', '/', ':', '(', ')'];

    /// <summary>The best entries; without a text the pages and actions.</summary>
    /// <param name="entries">All entries.</param>
    /// <param name="text">The text. Each of its words must match the title, a key or the detail.</param>
    /// <param name="limit">At most this many.</param>
    public static IReadOnlyList<PaletteEntry> Find(IEnumerable<PaletteEntry> entries, string? text, int limit)
    {
        var words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0) return [.. entries.Where(entry => entry.Kind <= PaletteKind.Action).Take(limit)];
        return
        [
            .. entries.Select(entry => (Entry: entry, Score: Score(entry, words))).Where(one => one.Score > 0)
                .OrderByDescending(one => one.Score).ThenByDescending(one => one.Entry.Urgency).ThenBy(one => one.Entry.Kind)
                .ThenBy(one => one.Entry.Title.Length).ThenBy(one => one.Entry.Title, StringComparer.OrdinalIgnoreCase)
                .ThenBy(one => one.Entry.Address, StringComparer.Ordinal).Take(limit).Select(one => one.Entry),
        ];
    }

    /// <summary>How well an entry matches; 0 if one of the words does not.</summary>
    private static int Score(PaletteEntry entry, string[] words)
    {
        var sum = 0;
        foreach (var word in words)
        {
            var score = Score(entry, word);
            if (score == 0) return 0;
            sum += score;
        }

        return sum;
    }

    private static int Score(PaletteEntry entry, string word)
    {
        var best = OfTitle(entry.Title, word);
        foreach (var key in entry.Keys)
        {
            if (key.Equals(word, StringComparison.OrdinalIgnoreCase)) best = Math.Max(best, KeyWhole);
            else if (key.StartsWith(word, StringComparison.OrdinalIgnoreCase)) best = Math.Max(best, KeyStart);
        }

        return best > 0 || !entry.Detail.Contains(word, StringComparison.OrdinalIgnoreCase) ? best : Aside;
    }

    private static int OfTitle(string title, string word)
    {
        var at = title.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return 0;
        if (at == 0) return title.Length == word.Length ? Whole : Start;
        for (; at > 0; at = title.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (Gaps.Contains(title[at - 1])) return WordStart;
        }

        return Inside;
    }
}

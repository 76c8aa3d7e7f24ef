namespace OrleansMonitor.Benchmarks.Reporting;

/// <summary>A Markdown file whose part between two markers is generated.</summary>
internal static class MarkedFile
{
    private const string Begin = "<!-- measured: begin -->";
    private const string End = "<!-- measured: end -->";

    public static void Replace(string file, string part)
    {
        var text = File.ReadAllText(file);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin) throw new InvalidOperationException($"{file} lacks '{Begin}' and '{End}'.");
        File.WriteAllText(file, $"{text[..(begin + Begin.Length)]}\n\n{part.Trim()}\n\n{text[end..]}");
    }
}

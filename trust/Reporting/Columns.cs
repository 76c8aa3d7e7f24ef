using System.Text;

namespace OrleansMonitor.Trust.Reporting;

/// <summary>Markdown tables with aligned columns.</summary>
internal static class Columns
{
    private const string Gap = "  ";

    public static string Align(string markdown)
    {
        var text = new StringBuilder();
        foreach (var table in markdown.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var rows = table.Split('\n').Where(line => line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal))
                .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray()).ToList();
            if (rows.Count == 0) continue;
            var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
            foreach (var row in rows) text.AppendJoin(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).Append('\n');
            text.Append('\n');
        }

        return text.ToString();
    }
}

using System.Globalization;
using System.Text;
using OrleansMonitor.Domain.History;

namespace OrleansMonitor.Dashboard.Charts;

/// <summary>Values as SVG paths, one unit per column wide and 100 high. Gaps interrupt them.</summary>
public static class ChartPath
{
    private const double Height = 98;

    /// <summary>The vertical position of a value.</summary>
    public static string Y(double value, double top) =>
        (99 - (Math.Clamp(top > 0 ? value / top : 0, 0, 1) * Height)).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A line through the middle of the columns. A single column between gaps is a short line.</summary>
    public static string Line(ChartLine line, double top, Func<HistoryBucket, double> value)
    {
        var path = new StringBuilder();
        foreach (var (from, to) in Runs(line.Columns))
        {
            path.Append(CultureInfo.InvariantCulture, $"M{from} {Y(value(line.Columns[from]), top)}");
            for (var i = from; i < to; i++) path.Append(CultureInfo.InvariantCulture, $"L{i + 0.5} {Y(value(line.Columns[i]), top)}");
            path.Append(CultureInfo.InvariantCulture, $"H{to}");
        }

        return path.ToString();
    }

    /// <summary>The areas below the averages.</summary>
    public static string Area(ChartLine line, double top)
    {
        var path = new StringBuilder();
        foreach (var (from, to) in Runs(line.Columns))
        {
            path.Append(CultureInfo.InvariantCulture, $"M{from} 99");
            for (var i = from; i < to; i++)
                path.Append(CultureInfo.InvariantCulture, $"L{i + 0.5} {Y(line.Columns[i].Sum / line.Columns[i].Samples, top)}");
            path.Append(CultureInfo.InvariantCulture, $"L{to} 99Z");
        }

        return path.ToString();
    }

    private static IEnumerable<(int From, int To)> Runs(HistoryBucket[] columns)
    {
        for (var at = 0; at < columns.Length; at++)
        {
            if (columns[at].Samples == 0) continue;
            var from = at;
            while (at < columns.Length && columns[at].Samples > 0) at++;
            yield return (from, at);
        }
    }
}

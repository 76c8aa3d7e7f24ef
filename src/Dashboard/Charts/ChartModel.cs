using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Dashboard.Charts;

/// <summary>A chart of one or two metrics over a range.</summary>
public sealed record ChartModel
{
    /// <summary>The title, such as <c>CPU</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The name of the node, guest or storage.</summary>
    public required string Subject { get; init; }

    /// <summary>The range.</summary>
    public required HistoryRange Range { get; init; }

    /// <summary>The start of the first column, Unix seconds.</summary>
    public required long From { get; init; }

    /// <summary>The unit of the values.</summary>
    public required HistoryUnit Unit { get; init; }

    /// <summary>The lines, each with as many columns.</summary>
    public required ImmutableArray<ChartLine> Lines { get; init; }

    /// <summary>The thresholds of the enabled rules, as shares.</summary>
    public ImmutableArray<ThresholdRule> Limits { get; init; } = [];

    /// <summary>Seconds per column.</summary>
    public long ColumnSeconds => ChartColumns.Width(Range.Points) * (long)Range.Step;

    /// <summary>The number of columns.</summary>
    public int Columns => Lines[0].Columns.Length;

    /// <summary>Whether there is any value.</summary>
    public bool HasValues => Lines.Any(line => line.Total is not null);

    /// <summary>The value at the top: 100 % or the peak for shares; for the rest the next round number above the peak.</summary>
    public double Top
    {
        get
        {
            var peak = Lines.Max(line => line.Total?.Maximum ?? 0);
            return Unit == HistoryUnit.Ratio ? Math.Max(1, peak) : ChartText.RoundUp(peak);
        }
    }

    /// <summary>The start of a column.</summary>
    public DateTimeOffset At(int column) => DateTimeOffset.FromUnixTimeSeconds(From + (column * ColumnSeconds));

    /// <summary>The column of an instant; null outside the range.</summary>
    public int? ColumnOf(DateTimeOffset at)
    {
        var column = (at.ToUnixTimeSeconds() - From) / ColumnSeconds;
        return at.ToUnixTimeSeconds() >= From && column < Columns ? (int)column : null;
    }

    /// <summary>A value as text.</summary>
    public string Text(double? value) => ChartText.Value(Unit, value);

    /// <summary>A column as text, with its time in UTC.</summary>
    public string Describe(int column)
    {
        var end = At(column).AddSeconds(ColumnSeconds);
        var values = Lines.Where(line => line.Columns[column].Samples > 0).Select(line =>
            $"{Prefix(line)}average {Text(line.Columns[column].Average)}, highest {Text(line.Columns[column].Peak)}");
        var time = ColumnSeconds >= HistoryPeriods.Day ? $"{At(column).UtcDateTime:yyyy-MM-dd}"
            : string.Create(CultureInfo.InvariantCulture, $"{At(column).UtcDateTime:yyyy-MM-dd HH:mm}–{end.UtcDateTime:HH:mm} UTC");
        return $"{time}: {string.Join("; ", values)}";
    }

    /// <summary>The whole chart as text: <c>CPU of pve1, last 24 hours: average 12 %, highest 87 % at 2026-03-01 14:05 UTC</c>.</summary>
    public string Summary
    {
        get
        {
            var values = Lines.Where(line => line.Total is not null).Select(line => string.Create(
                CultureInfo.InvariantCulture,
                $"{Prefix(line)}average {Text(line.Total!.Value.Average)}, highest {Text(line.Total.Value.Peak)} at "
                    + $"{At(line.Peak).UtcDateTime:yyyy-MM-dd HH:mm} UTC"));
            var text = string.Join("; ", values);
            return $"{Title} of {Subject}, last {Range.Text}: {(text.Length == 0 ? "no values" : text)}";
        }
    }

    private static string Prefix(ChartLine line) => line.Name.Length == 0 ? "" : $"{line.Name} ";
}

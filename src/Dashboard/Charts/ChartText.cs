using System.Globalization;
using OrleansMonitor.Dashboard.Parts;
using OrleansMonitor.Domain.History;

namespace OrleansMonitor.Dashboard.Charts;

/// <summary>Formats values and scales of charts.</summary>
public static class ChartText
{
    private const double SmallestTop = 1024;

    /// <summary>A value with its unit; a dash for none.</summary>
    public static string Value(HistoryUnit unit, double? value) => unit switch
    {
        _ when value is null => "–",
        HistoryUnit.Ratio => Percent(value.Value),
        HistoryUnit.Bytes => DisplayText.Bytes((long)value),
        _ => $"{DisplayText.Bytes((long)value)}/s",
    };

    /// <summary>The next of 1, 2 or 5 times a power of ten of a binary unit, at least 1 KiB.</summary>
    public static double RoundUp(double value)
    {
        var unit = SmallestTop;
        while (value > unit * 1000) unit *= 1024;
        foreach (var step in (double[])[1, 2, 5, 10, 20, 50, 100, 200, 500])
        {
            if (value <= step * unit) return step * unit;
        }

        return 1000 * unit;
    }

    private static string Percent(double share) => share is > 0 and < 0.1
        ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %") : DisplayText.Percent(share);
}

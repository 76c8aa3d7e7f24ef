using OrleansMonitor.Domain.History;

namespace OrleansMonitor.Dashboard.Charts;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Its name if the chart has several; empty otherwise.</param>
/// <param name="Columns">Its values; gaps are columns without samples.</param>
public sealed record ChartLine(string Name, HistoryBucket[] Columns)
{
    /// <summary>All samples together; null if there are none.</summary>
    public HistoryBucket? Total
    {
        get
        {
            var total = Columns.Aggregate(default(HistoryBucket), (sum, column) => sum.Add(column));
            return total.Samples == 0 ? null : total;
        }
    }

    /// <summary>The column with the greatest maximum, or -1.</summary>
    public int Peak
    {
        get
        {
            var best = -1;
            for (var i = 0; i < Columns.Length; i++)
            {
                if (Columns[i].Samples > 0 && (best < 0 || Columns[i].Maximum > Columns[best].Maximum)) best = i;
            }

            return best;
        }
    }
}

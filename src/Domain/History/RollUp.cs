namespace OrleansMonitor.Domain.History;

/// <summary>
/// Makes hours and a day of a day's minutes. Averages are weighted by samples, maxima are kept, and a step without a sample stays a gap.
/// Minutes that overlap, from two processes or from Proxmox' own records, are added up.
/// </summary>
public static class RollUp
{
    private const int HoursPerDay = 24;

    /// <summary>Rolls up a day.</summary>
    /// <param name="day">The start of the day, Unix seconds.</param>
    /// <param name="minutes">Blocks of minutes in any order; what lies outside the day is left out.</param>
    /// <returns>The day's 24 hours, and the day as one value.</returns>
    public static (HistoryBlock Hours, HistoryBlock Day) Of(long day, IEnumerable<HistoryBlock> minutes)
    {
        var hour = HistoryPeriods.StepOf(HistoryResolution.Hours);
        var hours = new Dictionary<EntityId, BucketGrid>();
        var days = new Dictionary<EntityId, BucketGrid>();
        foreach (var block in minutes)
        {
            foreach (var (entity, series) in block.Series)
            {
                if (!hours.TryGetValue(entity, out var perHour)) hours[entity] = perHour = new(day, hour, HoursPerDay);
                if (!days.TryGetValue(entity, out var perDay)) days[entity] = perDay = new(day, (int)HistoryPeriods.Day, 1);
                perHour.Add(block, series);
                perDay.Add(block, series);
            }
        }

        return (Block(HistoryResolution.Hours, day, HoursPerDay, hours), Block(HistoryResolution.Days, day, 1, days));
    }

    private static HistoryBlock Block(HistoryResolution resolution, long start, int length, Dictionary<EntityId, BucketGrid> grids)
    {
        var series = grids.Select(grid => KeyValuePair.Create(grid.Key, grid.Value.Pack())).Where(one => !one.Value.IsEmpty);
        return new(resolution, start, length, series.ToDictionary());
    }
}

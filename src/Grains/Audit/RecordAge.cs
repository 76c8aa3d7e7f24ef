using OrleansMonitor.Domain.Text;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Audit;

/// <summary>
/// Keeps retention from emptying the record because a clock jumped ahead: where nothing on record is recent at the start, the process must
/// have run for a day first.
/// </summary>
internal sealed class RecordAge(SteadyClock clock)
{
    /// <summary>A monitor that was off for longer than this, or a clock that is ahead.</summary>
    public static TimeSpan Unlikely { get; } = TimeSpan.FromDays(7);

    /// <summary>How long it must have run then, whatever the clock says.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromDays(1);

    private TimeSpan? _atStart;

    /// <summary>Notes the newest record of an earlier process.</summary>
    /// <param name="newest">When it was written; null where there is none.</param>
    public void Note(DateTimeOffset? newest) => _atStart = newest is { } record ? clock.GetUtcNow() - record : TimeSpan.Zero;

    /// <summary>Why nothing may be deleted yet; null where it may. A record that could not be looked at counts as old.</summary>
    public string? ReasonToKeep => _atStart <= Unlikely || clock.Running >= Timeout
        ? null
        : $"at the start the newest record {(_atStart is { } age ? $"was {Humanize.Span(age)} old" : "could not be read")}, so the clock "
            + $"may be ahead";
}

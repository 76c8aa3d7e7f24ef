using OrleansMonitor.Domain.Text;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Audit;

/// <summary>
/// Prevents retention from deleting everything after a clock jumped ahead: if no record is recent at the start, the process must run for a
/// day first.
/// </summary>
internal sealed class RecordAge(SteadyClock clock)
{
    /// <summary>If the newest record is older than this, the clock may be ahead.</summary>
    public static TimeSpan Unlikely { get; } = TimeSpan.FromDays(7);

    /// <summary>How long the process must then run, by the monotonic clock.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromDays(1);

    private TimeSpan? _atStart;

    /// <summary>Records the age of the newest record of an earlier process.</summary>
    /// <param name="newest">When it was written; null if there is none.</param>
    public void RecordNewest(DateTimeOffset? newest) => _atStart = newest is { } record ? clock.GetUtcNow() - record : TimeSpan.Zero;

    /// <summary>Why nothing may be deleted yet; null if it may. A record that could not be read counts as old.</summary>
    public string? ReasonToKeep
    {
        get
        {
            if (_atStart <= Unlikely || clock.Running >= Timeout) return null;
            var newest = _atStart is { } age ? $"was {Humanize.Span(age)} old" : "could not be read";
            return $"at the start the newest record {newest}, so the clock may be ahead";
        }
    }
}

namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// A maintenance window: incidents are recorded, but without notification or repair; those still open at its end are notified then. Set
/// either From and To (once), or Days, At, For and TimeZone (every week). Set exactly one of Cluster, Node, Guest, Tag and Pool; Cluster
/// may be combined with Tag or Pool. A node covers its parts and the guests on it, a cluster everything in it.
/// </summary>
public sealed class MaintenanceOptions
{
    /// <summary>A unique name; shown with what the window suppresses.</summary>
    public string? Name { get; init; }

    /// <summary>A cluster, such as <c>lab</c>.</summary>
    public string? Cluster { get; init; }

    /// <summary>A node, such as <c>lab/pve1</c>.</summary>
    public string? Node { get; init; }

    /// <summary>A guest, such as <c>lab/100</c>.</summary>
    public string? Guest { get; init; }

    /// <summary>Guests with this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Guests in this pool.</summary>
    public string? Pool { get; init; }

    /// <summary>Start, with offset: <c>2026-11-28T22:00:00+01:00</c>.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>End, with offset.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The weekdays on which it starts: <c>Monday</c> to <c>Sunday</c>.</summary>
    public IList<DayOfWeek> Days { get; init; } = [];

    /// <summary>The start time on these days in <see cref="TimeZone"/>: <c>22:00</c>.</summary>
    public TimeOnly? At { get; init; }

    /// <summary>Duration, up to 7 days.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>An IANA time zone such as <c>Europe/Vienna</c>. Default UTC.</summary>
    public string? TimeZone { get; init; }
}

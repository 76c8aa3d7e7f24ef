namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// A time in which work is expected: incidents are recorded, but nobody is told and nothing is repaired; what still stands at its end is
/// told then. Either From and To (once), or Days, At, For and TimeZone (every week). Exactly one of Cluster, Node, Guest, Tag and Pool says
/// for what; Cluster may stand besides Tag or Pool. A node covers its parts and the guests that are on it, a cluster everything in it.
/// </summary>
public sealed class MaintenanceOptions
{
    /// <summary>Its name, unique; shown with what it suppresses.</summary>
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

    /// <summary>Begins at, with offset: <c>2026-11-28T22:00:00+01:00</c>.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Ends at.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The days on which it begins: <c>Monday</c> to <c>Sunday</c>.</summary>
    public IList<DayOfWeek> Days { get; init; } = [];

    /// <summary>When it begins on these days, by the clock of <see cref="TimeZone"/>: <c>22:00</c>.</summary>
    public TimeOnly? At { get; init; }

    /// <summary>How long it is, up to 7 days.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>An IANA time zone such as <c>Europe/Vienna</c>. Default UTC.</summary>
    public string? TimeZone { get; init; }
}

using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Sends the incidents that match it to some destinations.</summary>
/// <param name="Destinations">The names of the destinations; empty notifies nobody.</param>
public sealed record Route(ImmutableArray<string> Destinations)
{
    /// <summary>Which incidents match.</summary>
    public NoticeMatch Match { get; init; } = new();

    /// <summary>The hours in which a step of an incident matches, any of several; empty for always.</summary>
    public ImmutableArray<DailyHours> Times { get; init; } = [];

    /// <summary>Whether later routes are tried too when this one matches.</summary>
    public bool Continue { get; init; }

    /// <summary>
    /// The destinations are notified this long after the others, unless the incident ended or a person acknowledged it. Zero for at once.
    /// </summary>
    public TimeSpan After { get; init; }

    /// <summary>
    /// The destinations are notified again each time this long after they accepted a message, while the incident is open and nobody
    /// acknowledged it. Zero for never.
    /// </summary>
    public TimeSpan Repeat { get; init; }

    /// <summary>Whether later routes are tried too: an escalation adds to who is notified at once.</summary>
    public bool LetsOthersMatch => Continue || After > TimeSpan.Zero;

    /// <summary>Whether an incident matches.</summary>
    public bool Matches(Notice notice) => Match.Matches(notice) && (Times.IsEmpty || Hours(notice) is not null);

    /// <summary>The hours in which the step happened; null if it happened in none of them.</summary>
    public DailyHours? Hours(Notice notice) => Times.FirstOrDefault(one => one.EndAt(notice.At) is not null);
}

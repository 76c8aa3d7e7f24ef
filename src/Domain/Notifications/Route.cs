using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Sends the incidents that match it to some destinations.</summary>
/// <param name="Destinations">The names of the destinations; empty notifies nobody.</param>
public sealed record Route(ImmutableArray<string> Destinations)
{
    /// <summary>The least severity that matches.</summary>
    public Severity MinimumSeverity { get; init; }

    /// <summary>The clusters that match; empty for all.</summary>
    public ImmutableArray<string> Clusters { get; init; } = [];

    /// <summary>The conditions that match; empty for all.</summary>
    public ImmutableArray<ConditionType> Conditions { get; init; } = [];

    /// <summary>Whether later routes are tried too when this one matches.</summary>
    public bool Continue { get; init; }

    /// <summary>
    /// The destinations are notified this long after the others, unless the incident ended or a person acknowledged it. Zero for at once.
    /// </summary>
    public TimeSpan After { get; init; }

    /// <summary>Whether later routes are tried too: an escalation adds to who is notified at once.</summary>
    public bool LetsOthersMatch => Continue || After > TimeSpan.Zero;

    /// <summary>Whether an incident matches.</summary>
    public bool Matches(Notice notice) =>
        notice.Severity >= MinimumSeverity
        && (Clusters.IsEmpty || Clusters.Contains(notice.Cluster ?? "", StringComparer.OrdinalIgnoreCase))
        && (Conditions.IsEmpty || Conditions.Contains(notice.Condition));
}

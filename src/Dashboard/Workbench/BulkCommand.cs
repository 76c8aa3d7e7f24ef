using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Dashboard.Workbench;

/// <summary>A command that a person gives for many incidents at once. Each is carried out, checked and audited as if given alone.</summary>
/// <param name="Key">Its name on the page.</param>
/// <param name="Verb">What it does, as the text of a button.</param>
/// <param name="Done">What was done, after a count.</param>
/// <param name="Needs">The permission that it needs.</param>
/// <param name="Unfit">Why it does not apply to an incident, as text; null if it does.</param>
public sealed record BulkCommand(string Key, string Verb, string Done, Permission Needs, Func<Incident, string?> Unfit)
{
    // Each is a silence of its own, and there is room for a few hundred.
    private const int MostSilences = 100;

    private static readonly Func<Incident, string?> StillOpen = incident => incident.IsOpen ? null : "is resolved";

    private static readonly Func<Incident, string?> Proposed =
        incident => incident.Need() == PersonNeed.Decision ? null : "has no repair that waits for approval";

    /// <summary>For how long it silences; null if until the incident is resolved, or if it does not silence.</summary>
    public TimeSpan? Length { get; private init; }

    /// <summary>Acknowledges.</summary>
    public static BulkCommand Acknowledge { get; } = new(
        "acknowledge", "Acknowledge", "acknowledged", Permission.Acknowledge,
        incident => incident.State == IncidentState.Open ? null : "needs no acknowledgement");

    /// <summary>Approves the proposed repair.</summary>
    public static BulkCommand Approve { get; } = new("approve", "Approve", "approved", Permission.Decide, Proposed);

    /// <summary>Rejects the proposed repair.</summary>
    public static BulkCommand Reject { get; } = new("reject", "Reject", "rejected", Permission.Decide, Proposed);

    /// <summary>Silences for an hour.</summary>
    public static BulkCommand SilenceForHour { get; } =
        new("silence-1", "Silence 1 h", "silenced for 1 h", Permission.Silence, StillOpen) { Length = TimeSpan.FromHours(1) };

    /// <summary>Silences for eight hours.</summary>
    public static BulkCommand SilenceForShift { get; } =
        new("silence-8", "Silence 8 h", "silenced for 8 h", Permission.Silence, StillOpen) { Length = TimeSpan.FromHours(8) };

    /// <summary>Silences until the incident is resolved.</summary>
    public static BulkCommand SilenceUntilResolved { get; } =
        new("silence-resolved", "Silence until resolved", "silenced until resolved", Permission.Silence, StillOpen);

    /// <summary>All of them, in their order on the page.</summary>
    public static IReadOnlyList<BulkCommand> All { get; } =
        [Acknowledge, Approve, Reject, SilenceForHour, SilenceForShift, SilenceUntilResolved];

    /// <summary>What else to show of an incident before it is confirmed: the repair that is decided on; null for nothing.</summary>
    public string? Shows(Incident incident) => Needs == Permission.Decide ? ProposalOf(incident)?.Text : null;

    /// <summary>Why it is not given for so many at once, as text; null if it may be.</summary>
    public string? TooMany(int count) => Needs == Permission.Silence && count > MostSilences
        ? $"That is one silence for each of {count} incidents. Select at most {MostSilences}, or create a single silence for a cluster, "
            + "node or condition on the page Notifications."
        : null;

    /// <summary>Why it is not given for an incident that changed since it was confirmed, as text; null if it may be.</summary>
    /// <param name="confirmed">The incident as it was shown.</param>
    /// <param name="now">The incident as it is; null if it is not open any more.</param>
    public string? Refuses(Incident confirmed, Incident? now)
    {
        if (now is null) return "it is resolved";
        if (Unfit(now) is { } unfit) return $"it {unfit}";
        return Needs == Permission.Decide && ProposalOf(now) != ProposalOf(confirmed) ? "another repair is proposed now" : null;
    }

    private static TimelineEntry? ProposalOf(Incident incident) => incident.Timeline.LastOrDefault(entry => entry.Kind == "proposed");

    /// <summary>The selected incidents that it applies to, and the others.</summary>
    public (IReadOnlyList<Incident> Fit, IReadOnlyList<Incident> Unfit) Split(IEnumerable<Incident> selected)
    {
        var both = selected.ToLookup(incident => Unfit(incident) is null);
        return ([.. both[true]], [.. both[false]]);
    }
}

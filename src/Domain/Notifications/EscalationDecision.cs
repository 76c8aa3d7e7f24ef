using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Whether an escalation or a repetition that is due is sent. Pure.</summary>
/// <param name="IsSent">Whether it is sent.</param>
/// <param name="Reason">Why not; null if it is sent.</param>
/// <param name="LookAgainAt">When to decide again; null if it is not sent at all.</param>
public sealed record EscalationDecision(bool IsSent, string? Reason = null, DateTimeOffset? LookAgainAt = null)
{
    private static readonly TimeSpan Recheck = TimeSpan.FromMinutes(1);

    /// <summary>Decides.</summary>
    /// <param name="notice">What it reports.</param>
    /// <param name="incident">The incident as it is now; null if it is gone.</param>
    /// <param name="now">The time.</param>
    public static EscalationDecision Of(Notice notice, Incident? incident, DateTimeOffset now)
    {
        var before = notice.Repetition == 0 ? "before it escalated" : "before it was repeated";
        return incident switch
        {
            null or { IsOpen: false } => new(false, $"the incident ended {before}"),
            { State: IncidentState.Acknowledged } => new(false, $"{Acknowledger(incident)} acknowledged the incident {before}"),
            _ when incident.Severity < notice.Severity => new(false, $"the incident became less severe {before}"),
            { IsSuppressed: true } => new(false, "the incident is suppressed", now + Recheck),
            { Flap.QuietSince: not null } => new(false, "the condition is absent at the moment", now + Recheck),
            _ => new(true),
        };
    }

    /// <summary>
    /// Decides on an escalation that was due before its incident ended, but could not be sent in time. What kept it from being sent while
    /// the incident was open keeps it from being reported afterwards.
    /// </summary>
    /// <param name="incident">The incident as it is now; null if it is gone.</param>
    public static EscalationDecision OfMissed(Incident? incident)
    {
        if (incident is null) return new(true);
        if (incident.Timeline.Any(IsAcknowledgement))
            return new(false, $"{Acknowledger(incident)} acknowledged the incident before it escalated");
        var last = incident.Timeline.LastOrDefault(entry => entry.Kind is "suppressed" or "released");
        return last?.Kind == "suppressed" ? new(false, "the incident was suppressed until it ended") : new(true);
    }

    /// <summary>Whether a message waits for its escalation and was not sent yet, not even without an answer.</summary>
    public static bool IsUntried(Notification one) => one is { Notice.EscalatesAt: not null, LastAttemptAt: null };

    /// <summary>The waiting message after a decision not to send it.</summary>
    public Notification Apply(Notification waiting) => LookAgainAt is { } at
        ? waiting with { NextAttemptAt = at, LastError = Reason }
        : waiting with { State = NotificationState.Skipped, LastError = Reason };

    private static string Acknowledger(Incident incident) =>
        incident.Timeline.LastOrDefault(IsAcknowledgement)?.Actor ?? "somebody";

    private static bool IsAcknowledgement(TimelineEntry entry) => entry.Kind == "acknowledged";
}

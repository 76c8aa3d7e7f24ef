using System.Globalization;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>
/// Notifies again of an incident that stays open and that nobody acknowledges. A repetition is a notification of its own that waits like an
/// escalation (<see cref="EscalationDecision"/>), so that a restart keeps it and the record shows it. Pure.
/// </summary>
public static class Repetition
{
    /// <summary>The next message about an incident once the destination accepted one; null if it is not notified again.</summary>
    /// <param name="sent">The notification after its attempt.</param>
    public static Notification? Next(Notification sent)
    {
        if (sent is not { State: NotificationState.Delivered, LastAttemptAt: { } at }) return null;
        if (sent.Notice is not { IsRecovery: false, RepeatEvery: { } every }) return null;
        var due = at + every;
        var number = sent.Notice.Repetition + 1;
        var step = string.Create(CultureInfo.InvariantCulture, $"{sent.Notice.Step.Split('~')[0]}~{number}");
        return new()
        {
            Id = Notification.IdOf(sent.Notice.IncidentId, step, sent.Destination),
            Destination = sent.Destination,
            Notice = sent.Notice with { Step = step, Repetition = number, EscalatesAt = due, At = at },
            Route = sent.Route,
            NextAttemptAt = due,
        };
    }
}

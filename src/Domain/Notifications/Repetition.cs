using System.Globalization;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>
/// Notifies again of an incident that stays open and that nobody acknowledges. A repetition is a notification of its own that waits like an
/// escalation (<see cref="EscalationDecision"/>), so that a restart keeps it and the record shows it. Pure.
/// </summary>
public static class Repetition
{
    /// <summary>
    /// The next message about an incident once the destination accepted one, at least in part, or once a repetition was given up; null if
    /// it is not notified again. It is the same one for each attempt of a message.
    /// </summary>
    /// <param name="sent">The notification after its attempt.</param>
    public static Notification? Next(Notification sent)
    {
        var isDone = sent.IsAccepted || sent is { State: NotificationState.Dead, Notice.Repetition: > 0 };
        if (!isDone || sent.LastAttemptAt is not { } at) return null;
        if (sent.Notice is not { IsRecovery: false, RepeatEvery: { } every }) return null;
        var due = at + every;
        var number = sent.Notice.Repetition + 1;
        var step = string.Create(CultureInfo.InvariantCulture, $"{StepOf(sent)}~{number}");
        return new()
        {
            Id = Notification.IdOf(sent.Notice.IncidentId, step, sent.Destination),
            Destination = sent.Destination,
            Notice = sent.Notice with { Step = step, Repetition = number, EscalatesAt = due, At = at },
            Route = sent.Route,
            NextAttemptAt = due,
        };
    }

    /// <summary>Whether two messages are of the same step, of which one may repeat the other.</summary>
    public static bool IsOf(Notification one, Notification other) => StepOf(one) == StepOf(other);

    private static string StepOf(Notification one) => one.Notice.Step.Split('~')[0];
}

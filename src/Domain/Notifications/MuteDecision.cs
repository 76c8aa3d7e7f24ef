namespace OrleansMonitor.Domain.Notifications;

/// <summary>Whether a message is muted for now.</summary>
/// <param name="IsMuted">Whether it is.</param>
/// <param name="Until">When that is decided anew; null if that is not known, or if it is not muted.</param>
/// <param name="Reason">The reason, as text.</param>
public sealed record MuteDecision(bool IsMuted, DateTimeOffset? Until, string Reason)
{
    /// <summary>
    /// Decides. Silences mute trouble, never its end: whoever was notified of an incident learns that it is over. Quiet hours hold both.
    /// Nothing holds what makes no sound. Pure.
    /// </summary>
    /// <param name="settings">The quiet hours are among them.</param>
    /// <param name="message">The message.</param>
    /// <param name="form">Its kind.</param>
    /// <param name="silences">All silences.</param>
    /// <param name="now">The time.</param>
    public static MuteDecision Of(
        NotificationSettings settings, Notification message, MessageForm form, Silences silences, DateTimeOffset now)
    {
        if (form == MessageForm.Replaced) return new(false, null, "it only closes what is shown as open");
        var silence = form == MessageForm.Recovery ? null : SilenceDecision.Of(message.Notice, silences.All, now);
        return silence is { By: { } by }
            ? new(true, by.End, silence.Reason)
            : QuietHours.Decide(settings.QuietHours, message.Notice.Severity, message.Destination, now);
    }
}

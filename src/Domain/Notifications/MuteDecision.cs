namespace OrleansMonitor.Domain.Notifications;

/// <summary>Whether a message is muted for now.</summary>
/// <param name="IsMuted">Whether it is.</param>
/// <param name="Until">When that is decided anew; null if that is not known, or if it is not muted.</param>
/// <param name="Reason">The reason, as text.</param>
public sealed record MuteDecision(bool IsMuted, DateTimeOffset? Until, string Reason)
{
    /// <summary>
    /// Decides. Silences mute trouble, never its end: whoever was notified of an incident learns that it is over. Pure.
    /// </summary>
    /// <param name="notice">What the message reports.</param>
    /// <param name="form">The kind of message.</param>
    /// <param name="silences">All silences.</param>
    /// <param name="now">The time.</param>
    public static MuteDecision Of(Notice notice, MessageForm form, Silences silences, DateTimeOffset now)
    {
        if (form == MessageForm.Recovery) return new(false, null, "the end of an incident is not silenced");
        var silence = SilenceDecision.Of(notice, silences.All, now);
        return new(silence.By is not null, silence.By?.End, silence.Reason);
    }
}

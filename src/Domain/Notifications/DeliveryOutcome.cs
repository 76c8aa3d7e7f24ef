namespace OrleansMonitor.Domain.Notifications;

/// <summary>What became of an attempt to send a message.</summary>
/// <param name="Result">The result.</param>
/// <param name="Detail">What the destination answered, for people; contains no secret.</param>
/// <param name="Wait">How long the destination asked to wait; null if it did not.</param>
/// <param name="Reference">What a later message needs to edit this one or to reply to it; null if there is no such thing.</param>
[GenerateSerializer, Immutable, Alias("delivery-outcome")]
public sealed record DeliveryOutcome(
    [property: Id(0)] DeliveryResult Result,
    [property: Id(1)] string Detail,
    [property: Id(2)] TimeSpan? Wait = null,
    [property: Id(3)] string? Reference = null)
{
    /// <summary>
    /// For <see cref="DeliveryResult.Partial"/>, what the channel need not do again when the message is sent again; null for nothing.
    /// </summary>
    [Id(4)] public string? Progress { get; init; }

    /// <summary>Who did not take an accepted message, and why, for people; null if all did. Contains no secret.</summary>
    [Id(5)] public string? Refused { get; init; }

    /// <summary>Whether the destination accepted the message, at least in part.</summary>
    public bool IsAccepted => Result is DeliveryResult.Delivered or DeliveryResult.Partial;

    /// <summary>The same, with the longer one of its wait and another; one that is not tried again needs none.</summary>
    /// <param name="wait">The other wait; null for none.</param>
    public DeliveryOutcome Asking(TimeSpan? wait) =>
        Result == DeliveryResult.Transient && wait > (Wait ?? TimeSpan.Zero) ? this with { Wait = RetrySchedule.Limit(wait.Value) } : this;

    /// <summary>The notification after this attempt.</summary>
    /// <param name="sent">The notification that was sent.</param>
    /// <param name="now">The time.</param>
    public Notification Apply(Notification sent, DateTimeOffset now)
    {
        var tried = sent with
        {
            Attempts = sent.Attempts + 1,
            LastAttemptAt = now,
            HeldUntil = null,
            Progress = Progress ?? sent.Progress,
            Reference = IsAccepted ? Reference ?? sent.Reference : sent.Reference,
        };
        if (Result == DeliveryResult.Delivered) return tried with { State = NotificationState.Delivered, LastError = Refused };
        if (Result == DeliveryResult.Permanent) return tried with { State = NotificationState.Dead, LastError = Detail };
        if (RetrySchedule.Next(tried.Attempts, now, Wait) is not { } next)
            return tried with { State = NotificationState.Dead, LastError = $"{Detail} It was given up after {tried.Attempts} attempts." };
        return tried with
        {
            NextAttemptAt = next,
            LastError = Detail,

            // A recipient who has to wait is no reason for the messages to others to wait.
            HeldUntil = Result != DeliveryResult.Partial && Wait is { } asked ? now + RetrySchedule.Limit(asked) : null
        };
    }
}

/// <summary>The result of an attempt.</summary>
public enum DeliveryResult
{
    /// <summary>The destination accepted the message.</summary>
    Delivered,

    /// <summary>It did not, but may later.</summary>
    Transient,

    /// <summary>It never will.</summary>
    Permanent,

    /// <summary>No answer came after the message was sent. It is sent again under the same id.</summary>
    Unknown,

    /// <summary>Some of its recipients have it, and others may get it later. The destination accepts other messages.</summary>
    Partial,
}

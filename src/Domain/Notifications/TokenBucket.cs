namespace OrleansMonitor.Domain.Notifications;

/// <summary>How fast a channel takes messages.</summary>
/// <param name="Burst">The number of messages at once, at least 1.</param>
/// <param name="Period">The time after which one more may be sent; more than zero.</param>
public sealed record RateLimit(int Burst, TimeSpan Period);

/// <summary>A token bucket: a message takes a token, and a period returns one, up to the burst. Pure.</summary>
/// <param name="FullAt">When it is full again, if nothing more is sent.</param>
public readonly record struct TokenBucket(DateTimeOffset FullAt)
{
    /// <summary>How long the next message has to wait, from zero to one period.</summary>
    /// <param name="limit">The limit; null for none.</param>
    /// <param name="now">The time.</param>
    public TimeSpan Wait(RateLimit? limit, DateTimeOffset now)
    {
        if (limit is null) return TimeSpan.Zero;
        var wait = FullAt - now - ((limit.Burst - 1) * limit.Period);

        // Without the upper limit, a clock that is set back would stop the messages.
        return TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, limit.Period.Ticks));
    }

    /// <summary>The bucket after a message. One that did not wait leaves it empty, not in debt.</summary>
    /// <param name="limit">The limit; null for none.</param>
    /// <param name="now">The time.</param>
    public TokenBucket Take(RateLimit? limit, DateTimeOffset now)
    {
        if (limit is null) return this;
        var full = (FullAt > now ? FullAt : now) + limit.Period;
        var empty = now + (limit.Burst * limit.Period);
        return new(full < empty ? full : empty);
    }
}

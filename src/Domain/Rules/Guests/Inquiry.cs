using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>The result of investigating a reported start, stop or restart.</summary>
/// <param name="Holder">The holder of its lock, if it is down and locked.</param>
/// <param name="Stop">Why it stopped, if <see cref="GuestTracker.IsConfirmedStop"/> and no operation explains it; null counts as
/// unexplained.</param>
/// <param name="Restart">Why it was restarted, if <see cref="GuestRestarts.IsConfirmed"/>.</param>
public sealed record Inquiry(LockHolder Holder, StopFinding? Stop, RestartFinding? Restart)
{
    /// <summary>Nothing was read.</summary>
    public static Inquiry None { get; } = new(LockHolder.NotAsked, null, null);

    /// <summary>Why a stop is not evaluated yet: its evidence could not be read and is read again. Null if nothing is awaited.</summary>
    public string? Waiting { get; init; }
}

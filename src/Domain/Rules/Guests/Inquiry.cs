using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>What was found out about what a guest's row claims.</summary>
/// <param name="Holder">Who holds its lock, where it is down and locked.</param>
/// <param name="Stop">Why it stopped, where <see cref="GuestTracker.IsWitnessedStop"/> says so and no operation accounts for it; null
/// counts as unexplained.</param>
/// <param name="Restart">Why it runs anew, where <see cref="GuestRestarts.IsConfirmed"/> says so.</param>
public sealed record Inquiry(LockHolder Holder, StopFinding? Stop, RestartFinding? Restart)
{
    /// <summary>Nothing was asked.</summary>
    public static Inquiry None { get; } = new(LockHolder.NotAsked, null, null);

    /// <summary>
    /// Why a stop is not judged yet: what would explain it could not be read, and is read again. Null where nothing is awaited.
    /// </summary>
    public string? Waiting { get; init; }
}

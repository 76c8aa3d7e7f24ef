using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>Who speaks for a row that claims a guest started or stopped.</summary>
/// <param name="Kind">What kind of witness.</param>
/// <param name="Live">The live answer, for <see cref="ConfirmationKind.Live"/>.</param>
/// <param name="Description">What the witness said, or why there is none.</param>
public readonly record struct Confirmation(ConfirmationKind Kind, GuestLive Live, string Description)
{
    /// <summary>How long a read that fails is repeated: tasks that cannot be read must not keep a crash secret.</summary>
    public static TimeSpan Unread { get; } = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Nobody was asked.</summary>
    public static Confirmation None { get; } = new(ConfirmationKind.None, default, "not confirmed yet");

    /// <summary>The guest's own node answered.</summary>
    public static Confirmation Of(GuestLive live) => new(ConfirmationKind.Live, live, $"its node reports {live.Status}".ToLowerInvariant());

    /// <summary>A later row says the same.</summary>
    public static Confirmation Repeated { get; } = new(ConfirmationKind.Repeated, default, "two polls in a row agree");

    /// <summary>
    /// How long a stop is not judged where its node's tasks, which may tell who asked for it, cannot be read. A refusal is waited for like
    /// any other failure: tasks that the token is known to lack the right for are never asked for (<see cref="GuestObservation.Blind"/>).
    /// </summary>
    /// <param name="failure">Why they cannot be read; null where nothing failed.</param>
    /// <param name="pace">How long a round of the node's pvestatd takes; null where not known.</param>
    /// <param name="answers">Whether the node answers otherwise.</param>
    public static TimeSpan Awaited(ProbeFailure? failure, TimeSpan? pace, bool answers) => failure switch
    {
        null or { Kind: ProbeFailureKind.NotImplemented } => TimeSpan.Zero,
        { IsSilence: true } when !answers => Unasked(pace),
        _ => Unread,
    };

    /// <summary>
    /// How long rows must say the same where the guest's node gives no answer. One that publishes but cannot be asked, such as one whose
    /// pvedaemon is dead, must not keep a crash secret. One that goes down leaves rows behind, and the other members take a while to
    /// notice.
    /// </summary>
    /// <param name="pace">How long a round of its node's pvestatd takes; null where not known.</param>
    public static TimeSpan Unasked(TimeSpan? pace) => pace is { } round && 2 * round > Minute ? 2 * round : Minute;

    /// <summary>There is no witness for now.</summary>
    public static Confirmation Absent(string why) => new(ConfirmationKind.None, default, why);
}

/// <summary>Kinds of witnesses.</summary>
public enum ConfirmationKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>The live status of the guest's own node.</summary>
    Live,

    /// <summary>A second row, one tick later.</summary>
    Repeated,
}

using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>The confirmation of a row that reports a start or a stop.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Live">The live status, for <see cref="ConfirmationKind.Live"/>.</param>
/// <param name="Description">What confirms the row, or why nothing does.</param>
public readonly record struct Confirmation(ConfirmationKind Kind, GuestLive Live, string Description)
{
    /// <summary>How long a failed read is repeated. Unreadable tasks must not hide a crash.</summary>
    public static TimeSpan MaxReadRetry { get; } = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Nothing was read.</summary>
    public static Confirmation None { get; } = new(ConfirmationKind.None, default, "not confirmed yet");

    /// <summary>The live status from the guest's own node.</summary>
    public static Confirmation Of(GuestLive live) => new(ConfirmationKind.Live, live, $"its node reports {live.Status}".ToLowerInvariant());

    /// <summary>A later row reports the same.</summary>
    public static Confirmation Repeated { get; } = new(ConfirmationKind.Repeated, default, "two polls in a row agree");

    /// <summary>
    /// How long to wait for a node's tasks, which may explain a stop, while they cannot be read. A refusal is treated as any other failure.
    /// Tasks that the token may not read are never requested (<see cref="GuestObservation.WhyTasksUnread"/>).
    /// </summary>
    /// <param name="failure">Why they cannot be read; null if nothing failed.</param>
    /// <param name="pace">The node's pvestatd cycle; null if not known.</param>
    /// <param name="answers">Whether the node answers other requests.</param>
    public static TimeSpan WaitForTasks(ProbeFailure? failure, TimeSpan? pace, bool answers) => failure switch
    {
        null or { Kind: ProbeFailureKind.NotImplemented } => TimeSpan.Zero,
        { IsSilence: true } when !answers => WaitForRows(pace),
        _ => MaxReadRetry,
    };

    /// <summary>
    /// How long rows must agree if the guest's node does not answer. A node that publishes but does not answer, such as with a dead
    /// pvedaemon, must not hide a crash. A node that goes down leaves old rows until the other members notice.
    /// </summary>
    /// <param name="pace">The node's pvestatd cycle; null if not known.</param>
    public static TimeSpan WaitForRows(TimeSpan? pace) => pace is { } round && 2 * round > Minute ? 2 * round : Minute;

    /// <summary>No confirmation for now.</summary>
    public static Confirmation Absent(string why) => new(ConfirmationKind.None, default, why);
}

/// <summary>Kinds of confirmation.</summary>
public enum ConfirmationKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>The live status of the guest's own node.</summary>
    Live,

    /// <summary>A second row, one tick later.</summary>
    Repeated,
}

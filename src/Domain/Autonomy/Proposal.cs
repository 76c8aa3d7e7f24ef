namespace OrleansMonitor.Domain.Autonomy;

/// <summary>The state of a proposal.</summary>
public enum ProposalState
{
    /// <summary>No decision yet.</summary>
    Pending,

    /// <summary>Approved and still valid.</summary>
    Approved,

    /// <summary>Rejected.</summary>
    Rejected,

    /// <summary>Expired: an approval is valid only for the situation in which it was given.</summary>
    Expired,
}

/// <summary>An action that waits for approval.</summary>
/// <param name="ProposedAt">When it was proposed.</param>
/// <param name="ExpiresAt">When the proposal expires.</param>
/// <param name="Approved">The decision; null if there is none yet.</param>
/// <param name="By">Who decided.</param>
/// <param name="DecidedAt">When it was decided.</param>
[GenerateSerializer, Immutable, Alias("proposal")]
public sealed record Proposal(
    [property: Id(0)] DateTimeOffset ProposedAt,
    [property: Id(1)] DateTimeOffset ExpiresAt,
    [property: Id(2)] bool? Approved = null,
    [property: Id(3)] string? By = null,
    [property: Id(4)] DateTimeOffset? DecidedAt = null)
{
    // The most by which silos' clocks differ. A proposal further ahead was made before a clock was set back, and would be valid too long.
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromMinutes(5);

    /// <summary>The state at an instant.</summary>
    public ProposalState At(DateTimeOffset now) => Approved switch
    {
        false => ProposalState.Rejected,
        _ when now >= ExpiresAt || ProposedAt - now > MaxClockDifference => ProposalState.Expired,
        true => ProposalState.Approved,
        null => ProposalState.Pending,
    };

    /// <summary>Records a decision. Decisions that are late or not the first are ignored.</summary>
    public Proposal Decide(bool approved, string by, DateTimeOffset now) =>
        At(now) == ProposalState.Pending ? this with { Approved = approved, By = by, DecidedAt = now } : this;
}

namespace OrleansMonitor.Domain.Autonomy;

/// <summary>How a proposal stands.</summary>
public enum ProposalState
{
    /// <summary>Nobody has decided.</summary>
    Pending,

    /// <summary>Somebody approved, and it still counts.</summary>
    Approved,

    /// <summary>Somebody rejected.</summary>
    Rejected,

    /// <summary>Too old: an approval counts for the situation that it was given for.</summary>
    Expired,
}

/// <summary>Something the monitor would do and asks people about.</summary>
/// <param name="ProposedAt">When it was proposed.</param>
/// <param name="ExpiresAt">Until when an approval counts.</param>
/// <param name="Approved">The decision; null while there is none.</param>
/// <param name="By">Who decided.</param>
/// <param name="DecidedAt">When.</param>
[GenerateSerializer, Immutable, Alias("proposal")]
public sealed record Proposal(
    [property: Id(0)] DateTimeOffset ProposedAt,
    [property: Id(1)] DateTimeOffset ExpiresAt,
    [property: Id(2)] bool? Approved = null,
    [property: Id(3)] string? By = null,
    [property: Id(4)] DateTimeOffset? DecidedAt = null)
{
    // Silos' clocks differ by less; what was proposed later than that was proposed by a clock that was set back since, and would count for
    // as long.
    private static readonly TimeSpan OtherClock = TimeSpan.FromMinutes(5);

    /// <summary>How it stands at an instant.</summary>
    public ProposalState At(DateTimeOffset now) => Approved switch
    {
        false => ProposalState.Rejected,
        _ when now >= ExpiresAt || ProposedAt - now > OtherClock => ProposalState.Expired,
        true => ProposalState.Approved,
        null => ProposalState.Pending,
    };

    /// <summary>With a decision; one that came too late or second changes nothing.</summary>
    public Proposal Decide(bool approved, string by, DateTimeOffset now) =>
        At(now) == ProposalState.Pending ? this with { Approved = approved, By = by, DecidedAt = now } : this;
}

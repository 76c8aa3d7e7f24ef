namespace OrleansMonitor.Domain.Runbooks;

/// <summary>What a remediation does next.</summary>
public enum RemediationStepKind
{
    /// <summary>Read <see cref="RemediationStep.Reads"/>, put it into a new <see cref="ProbeReadings"/> and ask again.</summary>
    Read,

    /// <summary>Nothing until <see cref="RemediationStep.Until"/>; then ask again with <see cref="ProbeReadings.Aged"/>.</summary>
    Wait,

    /// <summary>
    /// It cannot be read whether it still stands. Ask the guardrails, as far as can be read: where one refuses write a blocked entry, else
    /// wait until
    /// <see cref="RemediationStep.Until"/>.
    /// </summary>
    Hold,

    /// <summary>Ask the guardrails; where all allow write the entry, else a blocked one and ask again later.</summary>
    Plan,

    /// <summary>
    /// Ask the guardrails again, the kill switch freshly read; where all allow write the entry, send <see cref="RemediationStep.Action"/>
    /// once and write what it came to.
    /// </summary>
    Dispatch,

    /// <summary>The task that an earlier process started was found: write the entry.</summary>
    Adopt,

    /// <summary>Nothing is left to do and nothing was sent: write the entry.</summary>
    Withdraw,

    /// <summary>Verified: write the entry.</summary>
    Succeed,

    /// <summary>The attempt failed: write the entry.</summary>
    Fail,

    /// <summary>It cannot be found out whether it was done: write the entry.</summary>
    Unknown,

    /// <summary>People must take over: write the entry and tell them, once.</summary>
    Escalate,

    /// <summary>Guardrails refused: write the entry where its reason is new, and ask again later.</summary>
    Block,

    /// <summary>Nothing to do now; nothing to write.</summary>
    Done,
}

/// <summary>What a remediation does next, and why.</summary>
public sealed record RemediationStep
{
    /// <summary>What.</summary>
    public required RemediationStepKind Kind { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>The action as it is meant now: the node may have changed since the plan.</summary>
    public required RunbookAction Action { get; init; }

    /// <summary>Which attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>What to read, for <see cref="RemediationStepKind.Read"/>.</summary>
    public Reads Reads { get; init; }

    /// <summary>Tasks since this instant, by the monitor's clock, for <see cref="Reads.Tasks"/>.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>
    /// Until when to wait, for <see cref="RemediationStepKind.Wait"/>, <see cref="RemediationStepKind.Hold"/> and
    /// <see cref="RemediationStepKind.Block"/>.
    /// </summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The task to read or that was found.</summary>
    public string? Upid { get; init; }

    /// <summary>
    /// The guardrail that refused, for <see cref="RemediationStepKind.Block"/> and where one made people take over; else null.
    /// </summary>
    public string? Guardrail { get; init; }

    /// <summary>True for a failure that no repetition changes.</summary>
    public bool Lasting { get; init; }

    /// <summary>What to write down; null for steps that write nothing.</summary>
    public JournalMark? Mark => Kind switch
    {
        RemediationStepKind.Plan => JournalMark.Planned,
        RemediationStepKind.Dispatch => JournalMark.Sending,
        RemediationStepKind.Adopt => JournalMark.Accepted,
        RemediationStepKind.Withdraw => JournalMark.Withdrawn,
        RemediationStepKind.Succeed => JournalMark.Succeeded,
        RemediationStepKind.Fail => JournalMark.Failed,
        RemediationStepKind.Unknown => JournalMark.Unknown,
        RemediationStepKind.Escalate => JournalMark.Escalated,
        RemediationStepKind.Block => JournalMark.Blocked,
        _ => null,
    };

    /// <summary>The entry to write.</summary>
    /// <exception cref="InvalidOperationException">The step writes nothing.</exception>
    public JournalEntry Entry(DateTimeOffset at) => new()
    {
        Mark = Mark ?? throw new InvalidOperationException($"A step {Kind} writes nothing."),
        At = at,
        Attempt = Attempt,
        Action = Action,
        Upid = Upid,
        Reason = Reason,
        Lasting = Lasting,
        Guardrail = Guardrail,
    };
}

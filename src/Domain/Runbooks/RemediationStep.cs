namespace OrleansMonitor.Domain.Runbooks;

/// <summary>The kinds of steps of a remediation.</summary>
public enum RemediationStepKind
{
    /// <summary>Read <see cref="RemediationStep.Reads"/> into a new <see cref="ProbeReadings"/>, then ask for the next step.</summary>
    Read,

    /// <summary>Wait until <see cref="RemediationStep.Until"/>, then ask for the next step with <see cref="ProbeReadings.Aged"/>.</summary>
    Wait,

    /// <summary>
    /// It cannot be read whether the repair is still needed. Evaluate the guardrails with what can be read. If one refuses, write a blocked
    /// entry; otherwise wait until <see cref="RemediationStep.Until"/>.
    /// </summary>
    Hold,

    /// <summary>Evaluate the guardrails. If all allow, write the entry; otherwise write a blocked entry and check again later.</summary>
    Plan,

    /// <summary>
    /// Evaluate the guardrails again, with the kill switch read anew. If all allow, write the entry, send
    /// <see cref="RemediationStep.Action"/> once and write the outcome.
    /// </summary>
    Dispatch,

    /// <summary>The task that an earlier process started was found. Write the entry.</summary>
    Adopt,

    /// <summary>Nothing is left to do and nothing was sent. Write the entry.</summary>
    Withdraw,

    /// <summary>The repair was verified. Write the entry.</summary>
    Succeed,

    /// <summary>The attempt failed. Write the entry.</summary>
    Fail,

    /// <summary>It cannot be determined whether the action was done. Write the entry.</summary>
    Unknown,

    /// <summary>People must take over. Write the entry and notify them, once.</summary>
    Escalate,

    /// <summary>Guardrails refused. Write the entry if its reason is new, and check again later.</summary>
    Block,

    /// <summary>Nothing to do now, and nothing to write.</summary>
    Done,
}

/// <summary>The next step of a remediation, with its reason.</summary>
public sealed record RemediationStep
{
    /// <summary>The kind of step.</summary>
    public required RemediationStepKind Kind { get; init; }

    /// <summary>The reason, as text.</summary>
    public required string Reason { get; init; }

    /// <summary>The action as it applies now. The node may have changed since the plan was made.</summary>
    public required RunbookAction Action { get; init; }

    /// <summary>The number of the attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>What to read, for <see cref="RemediationStepKind.Read"/>.</summary>
    public Reads Reads { get; init; }

    /// <summary>The instant from which tasks are read, by the monitor's clock, for <see cref="Reads.Tasks"/>.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>
    /// The end of the wait, for <see cref="RemediationStepKind.Wait"/>, <see cref="RemediationStepKind.Hold"/> and
    /// <see cref="RemediationStepKind.Block"/>.
    /// </summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The task to read, or the task that was found.</summary>
    public string? Upid { get; init; }

    /// <summary>
    /// The guardrail that refused, for <see cref="RemediationStepKind.Block"/> and if a guardrail caused an escalation; otherwise null.
    /// </summary>
    public string? Guardrail { get; init; }

    /// <summary>True for a failure that a retry does not change.</summary>
    public bool Lasting { get; init; }

    /// <summary>The kind of entry to write; null for steps that write nothing.</summary>
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

    /// <summary>Creates the entry to write.</summary>
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

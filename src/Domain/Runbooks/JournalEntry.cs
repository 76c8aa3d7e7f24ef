namespace OrleansMonitor.Domain.Runbooks;

/// <summary>The kinds of entries in a remediation's journal. An attempt goes from <see cref="Planned"/> to one of the last four.</summary>
public enum JournalMark
{
    /// <summary>A guardrail denied or deferred the repair. Not part of any attempt. Result <c>blocked</c>.</summary>
    Blocked,

    /// <summary>The repair was decided, and nothing was sent yet. Result <c>planned</c>.</summary>
    Planned,

    /// <summary>
    /// The request is about to be sent. This entry is written first, so from here on the action may have been done. Result
    /// <c>dispatched</c>, without UPID.
    /// </summary>
    Sending,

    /// <summary>Proxmox accepted the request. Result <c>dispatched</c>, with the UPID if there is one.</summary>
    Accepted,

    /// <summary>Proxmox refused the request. Result <c>dispatched</c>; <see cref="Failed"/> follows.</summary>
    Refused,

    /// <summary>The request was certainly not sent. Result <c>dispatched</c>; <see cref="Failed"/> follows.</summary>
    NotSent,

    /// <summary>No usable answer came, so the action may have been done. Result <c>dispatched</c>, without UPID.</summary>
    Unclear,

    /// <summary>
    /// The attempt was abandoned and nothing was sent: nothing was left to do, the request is proven never to have been sent, or the
    /// runbook is no longer in use. Result <c>blocked</c>.
    /// </summary>
    Withdrawn,

    /// <summary>The action was done and verified. Result <c>success</c>.</summary>
    Succeeded,

    /// <summary>The attempt failed. Result <c>failure</c>.</summary>
    Failed,

    /// <summary>
    /// The action may have been done, and that cannot be determined. Result <c>unknown</c>; <see cref="Escalated"/> follows.
    /// </summary>
    Unknown,

    /// <summary>The incident was handed over to people. No further repair of it is attempted. Result <c>escalated</c>.</summary>
    Escalated,
}

/// <summary>
/// A row of a remediation's journal, reduced to what the next step depends on. A resumed process needs nothing but these entries, oldest
/// first.
/// </summary>
[GenerateSerializer, Immutable, Alias("journal-entry")]
public sealed record JournalEntry
{
    /// <summary>The kind of entry.</summary>
    [Id(0)] public required JournalMark Mark { get; init; }

    /// <summary>When the entry was written, by the monitor's clock.</summary>
    [Id(1)] public required DateTimeOffset At { get; init; }

    /// <summary>The number of the attempt on its incident, from 1; 0 if the entry belongs to no attempt.</summary>
    [Id(2)] public required int Attempt { get; init; }

    /// <summary>The action that was or is to be done.</summary>
    [Id(3)] public required RunbookAction Action { get; init; }

    /// <summary>The PVE task; null if there is none or if it is not known.</summary>
    [Id(4)] public string? Upid { get; init; }

    /// <summary>The reason, as text.</summary>
    [Id(5)] public string Reason { get; init; } = "";

    /// <summary>True for a refusal that a retry does not change.</summary>
    [Id(6)] public bool Lasting { get; init; }

    /// <summary>The guardrail that refused; null if none did.</summary>
    [Id(7)] public string? Guardrail { get; init; }

    /// <summary>Creates the entry that follows a <see cref="JournalMark.Sending"/> entry once the call has returned.</summary>
    public JournalEntry Answered(ActResult result, DateTimeOffset at) => this with
    {
        Mark = result.Kind switch
        {
            ActResultKind.Accepted => JournalMark.Accepted,
            ActResultKind.Refused => JournalMark.Refused,
            ActResultKind.NotSent => JournalMark.NotSent,
            _ => JournalMark.Unclear,
        },
        At = at,
        Upid = result.Upid,
        Reason = result.Reason,
        Lasting = result.Lasting,
    };
}

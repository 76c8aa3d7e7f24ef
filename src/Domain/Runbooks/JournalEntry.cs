namespace OrleansMonitor.Domain.Runbooks;

/// <summary>What an entry of a remediation's journal says. An attempt goes from Planned to one of the last four.</summary>
public enum JournalMark
{
    /// <summary>A guardrail refused or put off; not part of any attempt. Result <c>blocked</c>.</summary>
    Blocked,

    /// <summary>Decided, nothing sent yet. Result <c>planned</c>.</summary>
    Planned,

    /// <summary>
    /// About to be sent, written before it is: from here on it may have been done. Result <c>dispatched</c>, without UPID.
    /// </summary>
    Sending,

    /// <summary>Proxmox took it on. Result <c>dispatched</c>, with the UPID where there is one.</summary>
    Accepted,

    /// <summary>Proxmox said no. Result <c>dispatched</c>; Failed follows.</summary>
    Refused,

    /// <summary>It never left. Result <c>dispatched</c>; Failed follows.</summary>
    NotSent,

    /// <summary>No usable answer came: it may have been done. Result <c>dispatched</c>, without UPID.</summary>
    Unclear,

    /// <summary>Given up before anything was sent, because nothing was left to do. Result <c>blocked</c>.</summary>
    Withdrawn,

    /// <summary>Done and verified. Result <c>success</c>.</summary>
    Succeeded,

    /// <summary>The attempt failed. Result <c>failure</c>.</summary>
    Failed,

    /// <summary>It may have been done, and that cannot be found out. Result <c>unknown</c>; Escalated follows.</summary>
    Unknown,

    /// <summary>Handed over to people; nothing more is tried on this incident. Result <c>escalated</c>.</summary>
    Escalated,
}

/// <summary>
/// One row of a remediation's journal, as far as the next step depends on it. Oldest first they are all that a resumed process needs.
/// </summary>
[GenerateSerializer, Immutable, Alias("journal-entry")]
public sealed record JournalEntry
{
    /// <summary>What it says.</summary>
    [Id(0)] public required JournalMark Mark { get; init; }

    /// <summary>When it was written, by the monitor's clock.</summary>
    [Id(1)] public required DateTimeOffset At { get; init; }

    /// <summary>Which attempt on its incident, from 1; 0 where it belongs to none.</summary>
    [Id(2)] public required int Attempt { get; init; }

    /// <summary>What was or is to be done.</summary>
    [Id(3)] public required RunbookAction Action { get; init; }

    /// <summary>The PVE task; null where there is none or none is known.</summary>
    [Id(4)] public string? Upid { get; init; }

    /// <summary>Why, in words.</summary>
    [Id(5)] public string Reason { get; init; } = "";

    /// <summary>True for a refusal that no repetition changes.</summary>
    [Id(6)] public bool Lasting { get; init; }

    /// <summary>The guardrail that refused; null where none did.</summary>
    [Id(7)] public string? Guardrail { get; init; }

    /// <summary>What follows a <see cref="JournalMark.Sending"/> once the call returned.</summary>
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

using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>The repair of an incident.</summary>
[GenerateSerializer, Immutable, Alias("repair-status")]
public sealed record RepairStatus
{
    /// <summary>Its runbook.</summary>
    [Id(0)] public required string RunbookId { get; init; }

    /// <summary>
    /// The kind of its newest timeline entry, such as <c>proposed</c>, <c>queued</c>, <c>blocked</c> or <c>verified</c>; <c>held</c> if its
    /// repair is suspended.
    /// </summary>
    [Id(1)] public required string State { get; init; }

    /// <summary>The reason, as text.</summary>
    [Id(2)] public required string Reason { get; init; }

    /// <summary>The guardrail that refuses; null if none does.</summary>
    [Id(3)] public GuardrailFinding? BlockedBy { get; init; }

    /// <summary>The latest verdicts of all guardrails; empty if none were asked yet.</summary>
    [Id(4)] public ImmutableArray<GuardrailFinding> Guardrails { get; init; } = [];

    /// <summary>When the proposal expires; null if there is none.</summary>
    [Id(5)] public DateTimeOffset? DecideUntil { get; init; }

    internal static RepairStatus? Of(Incident incident, RemediationPlan plan, bool inUse, IncidentJournal journal, DateTimeOffset now)
    {
        var held = incident.IsOpen && inUse ? OpenRepairsReader.SuspendedBy(incident) : null;
        var step = journal.Rows.Reverse().Select(row => StoryStep.Of(plan, row)).FirstOrDefault(step => step is not null);
        if (step is null && held is null) return null;
        var asked = journal.Rows.LastOrDefault(row => row.Verdicts is not null);
        return new()
        {
            RunbookId = plan.RunbookId,
            State = held is null || journal.InFlight ? step?.Kind ?? "held" : "held",
            Reason = held is null || journal.InFlight ? step?.Text ?? "" : held,
            BlockedBy = held is null ? journal.Refused?.Obstacle : null,
            Guardrails = VerdictColumn.Read(asked?.Verdicts).Findings,
            DecideUntil = held is null && journal.Last?.Mark == JournalMark.Blocked && journal.Proposal is { } proposal
                && proposal.At(now) == ProposalState.Pending ? proposal.ExpiresAt : null,
        };
    }
}

using System.Globalization;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>The timeline entry for a row of a journal.</summary>
/// <param name="Kind">The kind of the entry.</param>
/// <param name="Text">Its text.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Mitigating">Whether a repair runs from then on; null for no change.</param>
internal sealed record StoryStep(string Kind, string Text, Severity Severity, bool? Mitigating = null)
{
    /// <summary>The number of the attempt; 0 for none.</summary>
    public int Attempt { get; private init; }

    /// <summary>The guardrail that refused; null if none did.</summary>
    public string? Guardrail { get; private init; }

    /// <summary>Whether to notify people: of proposals and results, not of intermediate steps.</summary>
    public bool Notify => Kind is "proposed" or "dry_run" or "blocked" or "verified" or "failed" or "unknown" or "escalated";

    /// <summary>The entry for a row; null if it has none.</summary>
    public static StoryStep? Of(RemediationPlan plan, AutonomyAction row)
    {
        if (JournalRow.PlaceOf(row) is null)
            return new(row.Action == RepairDecision.Approve ? "approved" : "rejected", row.ResultDetails ?? "", Severity.Info);
        var entry = JournalRow.Read(plan, row);
        var what = $"{row.Action} {plan.Action.Target} on {row.Node}";
        var attempt = string.Create(CultureInfo.InvariantCulture, $"attempt {entry.Attempt}");
        StoryStep? step = entry.Mark switch
        {
            JournalMark.Blocked => Blocked(row),
            JournalMark.Planned =>
                new("planned", $"{plan.RunbookId}, {attempt}: {what}, because {entry.Reason}; {Verdicts()}", Severity.Info),
            JournalMark.Sending => new("dispatching", $"{attempt}: {what}; {Verdicts()}", Severity.Info, Mitigating: true),
            JournalMark.Accepted =>
                new("dispatched", $"{entry.Reason}{(row.Upid is { } upid ? $"; task {upid}" : "")}", Severity.Info, Mitigating: true),
            JournalMark.Refused => new("refused", $"Proxmox refused: {entry.Reason}", Severity.Warning),
            JournalMark.NotSent => new("not_sent", $"nothing was sent: {entry.Reason}", Severity.Warning),
            JournalMark.Unclear => new("unclear", $"no usable answer came: {entry.Reason}; it is not sent again", Severity.Warning),
            JournalMark.Withdrawn => new("withdrawn", $"nothing was sent: {entry.Reason}", Severity.Info, Mitigating: false),
            JournalMark.Succeeded => new("verified", entry.Reason, Severity.Info, Mitigating: false),
            JournalMark.Failed => new("failed", $"{attempt} failed: {entry.Reason}", Severity.Error, Mitigating: false),
            JournalMark.Unknown => new("unknown", $"what became of it is not known: {entry.Reason}", Severity.Error, Mitigating: false),
            JournalMark.Escalated => new("escalated", $"a person is needed: {entry.Reason}", Severity.Critical, Mitigating: false),
            _ => null,
        };
        return step is null ? null : step with { Attempt = entry.Attempt };

        string Verdicts() => VerdictColumn.Describe(row.Verdicts);
    }

    private static StoryStep Blocked(AutonomyAction row)
    {
        var report = VerdictColumn.Read(row.Verdicts);
        var kind = report switch
        {
            _ when JournalRow.IsProposal(row) => "proposed",
            { OnlyAuthorizationMissing: true, LevelRefuses: true } => "dry_run",
            { OnlySlotMissing: true } => "queued",
            _ => "blocked",
        };
        return new(kind, row.ResultDetails ?? "", kind is "dry_run" or "queued" ? Severity.Info : Severity.Warning, Mitigating: false)
        {
            Guardrail = report.Obstacle?.Guardrail
        };
    }
}

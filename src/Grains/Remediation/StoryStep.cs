using System.Globalization;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>A row of a journal in words.</summary>
/// <param name="Kind">The kind of the timeline's entry.</param>
/// <param name="Text">What it says.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Mitigating">Whether a repair runs from here on; null where that stays as it is.</param>
internal sealed record StoryStep(string Kind, string Text, Severity Severity, bool? Mitigating = null)
{
    /// <summary>Which attempt; 0 where none.</summary>
    public int Attempt { get; private init; }

    /// <summary>The guardrail that refused; null where none did.</summary>
    public string? Guardrail { get; private init; }

    /// <summary>Whether people are to be told: of what is asked of them and of what it came to, not of the steps on the way.</summary>
    public bool Notify => Kind is "proposed" or "dry_run" or "blocked" or "verified" or "failed" or "unknown" or "escalated";

    /// <summary>The step of a row; null where it is not worth a word of its own.</summary>
    public static StoryStep? Of(RemediationPlan plan, AutonomyAction row)
    {
        if (JournalRow.PlaceOf(row) is null)
            return new(row.Action == RepairDecision.Approve ? "approved" : "rejected", row.ResultDetails ?? "", Severity.Info);
        var entry = JournalRow.Read(plan, row);
        var what = $"{row.Action} {plan.Action.Target} on {row.Node}";
        StoryStep? step = entry.Mark switch
        {
            JournalMark.Blocked => Blocked(row),
            JournalMark.Planned =>
                new("planned",
                    string.Create(CultureInfo.InvariantCulture,
                        $"{plan.RunbookId}, attempt {entry.Attempt}: {what}, because {entry.Reason}; "
                            + $"{VerdictColumn.Describe(row.Verdicts)}"), Severity.Info),
            JournalMark.Sending =>
                new("dispatching",
                    string.Create(CultureInfo.InvariantCulture, $"attempt {entry.Attempt}: {what}; {VerdictColumn.Describe(row.Verdicts)}"),
                    Severity.Info, Mitigating: true),
            JournalMark.Accepted =>
                new("dispatched", $"{entry.Reason}{(row.Upid is { } upid ? $"; task {upid}" : "")}", Severity.Info, Mitigating: true),
            JournalMark.Refused => new("refused", $"Proxmox refused: {entry.Reason}", Severity.Warning),
            JournalMark.NotSent => new("not_sent", $"nothing was sent: {entry.Reason}", Severity.Warning),
            JournalMark.Unclear => new("unclear", $"no usable answer came: {entry.Reason}; it is not sent again", Severity.Warning),
            JournalMark.Withdrawn => new("withdrawn", $"nothing was sent: {entry.Reason}", Severity.Info, Mitigating: false),
            JournalMark.Succeeded => new("verified", entry.Reason, Severity.Info, Mitigating: false),
            JournalMark.Failed =>
                new("failed", string.Create(CultureInfo.InvariantCulture, $"attempt {entry.Attempt} failed: {entry.Reason}"),
                    Severity.Error, Mitigating: false),
            JournalMark.Unknown => new("unknown", $"what became of it is not known: {entry.Reason}", Severity.Error, Mitigating: false),
            JournalMark.Escalated => new("escalated", $"a person is needed: {entry.Reason}", Severity.Critical, Mitigating: false),
            _ => null,
        };
        return step is null ? null : step with { Attempt = entry.Attempt };
    }

    private static StoryStep Blocked(AutonomyAction row)
    {
        var report = VerdictColumn.Read(row.Verdicts);
        var kind = JournalRow.IsProposal(row) ? "proposed"
            : report is { OnlyAuthorizationMissing: true, LevelRefuses: true } ? "dry_run"
            : report.OnlySlotMissing ? "queued" : "blocked";
        return new(kind, row.ResultDetails ?? "", kind is "dry_run" or "queued" ? Severity.Info : Severity.Warning, Mitigating: false)
        {
            Guardrail = report.Obstacle?.Guardrail
        };
    }
}

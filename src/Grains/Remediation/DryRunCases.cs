using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy.DryRun;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Finds repairs, real or dry-run, in the audit log: one case per incident.</summary>
internal static class DryRunCases
{
    /// <summary>Whether a row belongs to a case: a repair, real or dry-run, a decision on it, or its score.</summary>
    public static bool Counts(AutonomyAction row) =>
        row.IncidentId is not null && (IsCase(row) || row.Action is DryRunScores.Action or RepairDecision.Approve or RepairDecision.Reject);

    /// <summary>The cases among rows of one cluster, oldest first.</summary>
    public static IEnumerable<DryRunRow> Of(IReadOnlyList<AutonomyAction> rows)
    {
        var scores = rows.Where(row => row.Action == DryRunScores.Action).ToDictionary(row => row.Id, ScoreOf, StringComparer.Ordinal);
        foreach (var incident in rows.Where(row => row.IncidentId is not null && row.Action != DryRunScores.Action)
            .GroupBy(row => row.IncidentId, StringComparer.Ordinal))
        {
            // A repair that was proposed first counts as its proposal, since a person decided on it.
            var row = incident.FirstOrDefault(row => IsUndone(row) && IsCase(row)) ?? incident.FirstOrDefault(IsCase);
            if (row is null) continue;
            yield return new(
                row, row.Result == ActionResult.Success, scores.GetValueOrDefault($"{row.Id}:score"),
                [.. incident.Where(decision => decision.Action is RepairDecision.Approve or RepairDecision.Reject).Select(Decision)]);
        }
    }

    private static bool IsCase(AutonomyAction row) => JournalRow.PlaceOf(row) is not null
        && (row.Result == ActionResult.Success
            || (IsUndone(row) && VerdictColumn.Read(row.Verdicts).OnlyAuthorizationMissing));

    private static bool IsUndone(AutonomyAction row) => row.Result is ActionResult.Blocked or ActionResult.Proposed;

    private static LaterEvent Decision(AutonomyAction row) =>
        new(row.Action == RepairDecision.Approve ? LaterKind.Approved : LaterKind.Rejected, row.Timestamp, row.Actor);

    private static DryRunScore ScoreOf(AutonomyAction row)
    {
        using var args = JsonDocument.Parse(row.ActionArgs);
        return new(Enum.Parse<DryRunVerdict>(args.RootElement.GetProperty("verdict").GetString()!), row.ResultDetails ?? "");
    }
}

/// <summary>A case in the audit log.</summary>
/// <param name="Row">The row of the repair.</param>
/// <param name="Acted">Whether it was executed.</param>
/// <param name="Scored">Its score; null while it has none.</param>
/// <param name="Decisions">People's decisions on it.</param>
internal sealed record DryRunRow(AutonomyAction Row, bool Acted, DryRunScore? Scored, IReadOnlyList<LaterEvent> Decisions)
{
    /// <summary>The guest; null if the target is not a guest.</summary>
    public int? Vmid => Row.Condition?.Row().IsGuestDown == true ? int.Parse(Target, CultureInfo.InvariantCulture) : null;

    // Why the act token is missing: a dry run also works without one.
    private string? TokenMissing => VerdictColumn.Read(Row.Verdicts).Findings
        .FirstOrDefault(finding => finding.Guardrail == GuardrailCatalog.ActTokenName && !finding.Verdict.Allows)?.Verdict.Reason;

    private string Target => Row.IncidentKey![(Row.IncidentKey!.LastIndexOf('/') + 1)..];

    public ScoredCase Counted() => new(Row.RunbookId!, Acted, Scored?.Verdict ?? DryRunVerdict.Open)
    {
        Reason = Scored?.Reason,
        IncidentId = Row.IncidentId,
        IncidentKey = Row.IncidentKey,
        At = Row.Timestamp,
        TokenMissing = TokenMissing,
    };

    public DryRunCase Case(ClusterName cluster) => new(
        Row.Id, Row.RunbookId!, Vmid is { } vmid ? EntityId.Of(new GuestId(cluster, vmid)) : EntityId.Of(new NodeId(cluster, Row.Node!)),
        Row.Timestamp, Acted);
}

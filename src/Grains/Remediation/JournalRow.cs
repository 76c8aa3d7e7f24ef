using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Converts entries of a repair's journal to rows of <c>autonomy_actions</c> and back.</summary>
internal static class JournalRow
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>The id of an entry. It is unique per place, so that only one of two writers succeeds.</summary>
    public static string IdOf(string incidentId, int place) =>
        string.Create(CultureInfo.InvariantCulture, $"{incidentId}:remediation:{place}");

    /// <summary>The place of an entry in its incident's journal, from 1; null if the row is no entry.</summary>
    public static int? PlaceOf(AutonomyAction row) =>
        row.RemediationId is null || row.RunbookId is null ? null
        : int.Parse(row.Id.AsSpan(row.Id.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);

    /// <summary>The row of an entry.</summary>
    /// <param name="plan">The repair.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="place">Its place in the journal.</param>
    /// <param name="report">The verdicts of guardrails; null if none were asked.</param>
    /// <param name="level">The autonomy level in force.</param>
    /// <param name="proposal">The proposal to people; null for other entries.</param>
    /// <param name="quiet">Whether to notify nobody.</param>
    public static AutonomyAction Of(
        RemediationPlan plan, JournalEntry entry, int place, GuardrailReport? report, AutonomyLevel level, ProposedRepair? proposal,
        bool quiet) => new()
        {
            Id = IdOf(plan.IncidentId, place),
            Timestamp = entry.At,
            IncidentKey = plan.IncidentKey,
            IncidentId = plan.IncidentId,
            RunbookId = plan.RunbookId,
            Condition = plan.Condition,
            Action = entry.Action.Name,
            ActionArgs = JsonSerializer.Serialize(
                new Args(
                    entry.Mark.ToString(), entry.Attempt, entry.Action.Target.ToString(), entry.Action.Node, entry.Action.Via?.Node,
                    entry.Action.Via?.Address, entry.Lasting, proposal is { IsNew: true } ? proposal.Until : null), Json),
            Result = proposal is null ? ResultOf(entry.Mark) : ActionResult.Proposed,
            ResultDetails = entry.Reason,
            VerificationResult = entry.Mark is JournalMark.Succeeded or JournalMark.Failed or JournalMark.Unknown ? entry.Reason : null,
            AutonomyLevel = level,
            Cluster = entry.Action.Target.Cluster.ToString(),
            Node = entry.Action.Node,

            // Only on the row before sending: rows with a number are counted as attempts.
            AttemptNumber = entry.Mark == JournalMark.Sending ? entry.Attempt : 0,
            Escalated = entry.Mark == JournalMark.Escalated,
            Notified = !quiet && Notifies(entry.Mark, level),
            RemediationId = string.Create(CultureInfo.InvariantCulture, $"{plan.IncidentId}:{entry.Attempt}"),
            Upid = entry.Upid,
            Verdicts = report is null ? null : VerdictColumn.Write(report),
        };

    public static JournalEntry Read(RemediationPlan plan, AutonomyAction row)
    {
        var args = ArgsOf(row);
        return new()
        {
            Mark = Enum.Parse<JournalMark>(args.Mark),
            At = row.Timestamp,
            Attempt = args.Attempt,
            Action = plan.Action with
            {
                Node = args.Node,
                Via = args.Via is { } via ? new Domain.Observations.ClusterMember(via, Online: true, Local: false, args.ViaAddress) : null,
            },
            Upid = row.Upid,
            Reason = row.ResultDetails ?? "",
            Lasting = args.Lasting,
        };
    }

    /// <summary>The mark of an entry; null if the row is none.</summary>
    public static JournalMark? MarkOf(AutonomyAction row) => PlaceOf(row) is null ? null : Enum.Parse<JournalMark>(ArgsOf(row).Mark);

    /// <summary>When a new proposal expires; null if the row is none.</summary>
    public static DateTimeOffset? ExpiryOf(AutonomyAction row) => ArgsOf(row).ExpiresAt;

    /// <summary>Whether a row is a proposal. Rows of earlier versions are known by their expiry alone.</summary>
    public static bool IsProposal(AutonomyAction row) => row.Result == ActionResult.Proposed || ExpiryOf(row) is not null;

    /// <summary>Whether people are notified of an entry: at level 0 of none, at level 4 of failures only.</summary>
    private static bool Notifies(JournalMark mark, AutonomyLevel level) => level switch
    {
        _ when mark is JournalMark.Sending or JournalMark.Refused or JournalMark.NotSent => false,
        AutonomyLevel.Observe => false,
        AutonomyLevel.ActSilently => mark is JournalMark.Failed or JournalMark.Unknown or JournalMark.Escalated or JournalMark.Blocked,
        _ => true,
    };

    private static Args ArgsOf(AutonomyAction row) =>
        JsonSerializer.Deserialize<Args>(row.ActionArgs, Json) ?? throw new InvalidDataException($"The row {row.Id} has no arguments.");

    private static ActionResult ResultOf(JournalMark mark) => mark switch
    {
        JournalMark.Blocked or JournalMark.Withdrawn => ActionResult.Blocked,
        JournalMark.Planned => ActionResult.Planned,
        JournalMark.Sending or JournalMark.Accepted or JournalMark.Refused or JournalMark.NotSent or JournalMark.Unclear =>
            ActionResult.Dispatched,
        JournalMark.Succeeded => ActionResult.Success,
        JournalMark.Failed => ActionResult.Failure,
        JournalMark.Escalated => ActionResult.Escalated,
        _ => ActionResult.Unknown,
    };

    // Names are part of the stored data: never rename one.
    private sealed record Args(
        string Mark, int Attempt, string Target, string Node, string? Via, string? ViaAddress, bool Lasting, DateTimeOffset? ExpiresAt);
}

using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>A row of <c>autonomy_actions</c>.</summary>
internal sealed class ActionRow
{
    /// <summary>The columns, aliased to the property names.</summary>
    public const string Columns =
        "seq AS Seq, id AS Id, timestamp AS Timestamp, incident_key AS IncidentKey, incident_id AS IncidentId, runbook_id AS RunbookId, " +
        "condition AS Condition, action AS Action, action_args AS ActionArgs, result AS Result, result_details AS ResultDetails, " +
        "verification_result AS VerificationResult, autonomy_level AS AutonomyLevel, cluster AS Cluster, node AS Node, " +
        "attempt_number AS AttemptNumber, escalated AS Escalated, notified AS Notified, actor AS Actor, " +
        "remediation_id AS RemediationId, upid AS Upid, verdicts AS Verdicts, chain_sequence AS ChainSequence, " +
        "previous_hash AS PreviousHash, hash AS Hash";

    /// <summary>The columns of an insert, in the order of <see cref="Values"/>.</summary>
    public const string InsertColumns =
    "id, timestamp, incident_key, incident_id, runbook_id, condition, action, action_args, result, result_details, " +
    "verification_result, autonomy_level, cluster, node, attempt_number, escalated, notified, actor, remediation_id, upid, verdicts, " +
    "chain_sequence, previous_hash, hash";

    public const string ByIncident = $"SELECT {Columns} FROM autonomy_actions WHERE incident_key = @incidentKey ORDER BY seq";

    public const string CountAttempts =
    "SELECT count(*) FROM autonomy_actions WHERE incident_key = @incidentKey AND timestamp >= @from AND attempt_number > 0";

    public const string PageOfChain =
    $"SELECT {Columns} FROM autonomy_actions WHERE coalesce(cluster, '') = @chain AND chain_sequence > 0 " +
    "AND chain_sequence > @after ORDER BY chain_sequence LIMIT @rows";

    public long Seq { get; init; }
    public required string Id { get; init; }
    public long Timestamp { get; init; }
    public string? IncidentKey { get; init; }
    public string? IncidentId { get; init; }
    public string? RunbookId { get; init; }
    public string? Condition { get; init; }
    public required string Action { get; init; }
    public required string ActionArgs { get; init; }
    public required string Result { get; init; }
    public string? ResultDetails { get; init; }
    public string? VerificationResult { get; init; }
    public int AutonomyLevel { get; init; }
    public string? Cluster { get; init; }
    public string? Node { get; init; }
    public int AttemptNumber { get; init; }
    public bool Escalated { get; init; }
    public bool Notified { get; init; }
    public required string Actor { get; init; }
    public string? RemediationId { get; init; }
    public string? Upid { get; init; }
    public string? Verdicts { get; init; }
    public long ChainSequence { get; init; }
    public string? PreviousHash { get; init; }
    public string? Hash { get; init; }

    public static object?[] Values(AutonomyAction row) =>
    [
        row.Id, ColumnText.Microseconds(row.Timestamp), row.IncidentKey, row.IncidentId, row.RunbookId, row.Condition?.ToName(), row.Action,
        row.ActionArgs, ColumnText.Of(row.Result), row.ResultDetails, row.VerificationResult, (int)row.AutonomyLevel, row.Cluster, row.Node,
        row.AttemptNumber, row.Escalated, row.Notified, row.Actor, row.RemediationId, row.Upid, row.Verdicts, row.ChainSequence,
        row.PreviousHash, row.Hash,
        ];

    public AutonomyAction ToAction() => new()
    {
        Id = Id,
        Timestamp = ColumnText.Time(Timestamp),
        IncidentKey = IncidentKey,
        IncidentId = IncidentId,
        RunbookId = RunbookId,
        Condition = ColumnText.Condition(Condition),
        Action = Action,
        ActionArgs = ActionArgs,
        Result = ColumnText.Parse<ActionResult>(Result),
        ResultDetails = ResultDetails,
        VerificationResult = VerificationResult,
        AutonomyLevel = (AutonomyLevel)AutonomyLevel,
        Cluster = Cluster,
        Node = Node,
        AttemptNumber = AttemptNumber,
        Escalated = Escalated,
        Notified = Notified,
        Actor = Actor,
        RemediationId = RemediationId,
        Upid = Upid,
        Verdicts = Verdicts,
        ChainSequence = ChainSequence,
        PreviousHash = PreviousHash,
        Hash = Hash,
    };
}

using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Hosting.Storage;

/// <summary>A row of <c>autonomy_actions</c> as the database has it.</summary>
internal sealed class ActionRow
{
    public long Seq { get; init; }

    public string Id { get; init; } = "";

    public long Timestamp { get; init; }

    public string? IncidentKey { get; init; }

    public string? IncidentId { get; init; }

    public string? RunbookId { get; init; }

    public string? Condition { get; init; }

    public string Action { get; init; } = "";

    public string ActionArgs { get; init; } = "{}";

    public string Result { get; init; } = "";

    public string? ResultDetails { get; init; }

    public string? VerificationResult { get; init; }

    public int AutonomyLevel { get; init; }

    public string? Cluster { get; init; }

    public string? Node { get; init; }

    public int AttemptNumber { get; init; }

    public bool Escalated { get; init; }

    public bool Notified { get; init; }

    public string Actor { get; init; } = "";

    public static string Word(ActionResult result) => result.ToString().ToLowerInvariant();

    public static ActionRow Of(AutonomyAction action) => new()
    {
        Id = action.Id,
        Timestamp = action.Timestamp.ToUnixTimeMilliseconds(),
        IncidentKey = action.IncidentKey,
        IncidentId = action.IncidentId,
        RunbookId = action.RunbookId,
        Condition = action.Condition?.ToName(),
        Action = action.Action,
        ActionArgs = action.ActionArgs,
        Result = Word(action.Result),
        ResultDetails = action.ResultDetails,
        VerificationResult = action.VerificationResult,
        AutonomyLevel = (int)action.AutonomyLevel,
        Cluster = action.Cluster,
        Node = action.Node,
        AttemptNumber = action.AttemptNumber,
        Escalated = action.Escalated,
        Notified = action.Notified,
        Actor = action.Actor,
    };

    public AutonomyAction ToAction() => new()
    {
        Id = Id,
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(Timestamp),
        IncidentKey = IncidentKey,
        IncidentId = IncidentId,
        RunbookId = RunbookId,
        Condition = ConditionNames.TryParse(Condition, out var condition) ? condition : null,
        Action = Action,
        ActionArgs = ActionArgs,
        Result = Enum.Parse<ActionResult>(Result, ignoreCase: true),
        ResultDetails = ResultDetails,
        VerificationResult = VerificationResult,
        AutonomyLevel = (AutonomyLevel)AutonomyLevel,
        Cluster = Cluster,
        Node = Node,
        AttemptNumber = AttemptNumber,
        Escalated = Escalated,
        Notified = Notified,
        Actor = Actor,
    };
}

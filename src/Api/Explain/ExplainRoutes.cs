using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Api.Explain;

/// <summary>Explains every rule on an entity: its last verdict and what affects it.</summary>
internal static class ExplainRoutes
{
    public static void MapExplain(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/explain/{cluster}",
            (string cluster, ClusterViews views, IGrainFactory grains, IIncidentStore incidents, CancellationToken cancellation) =>
                Explain(cluster, null, views, grains, incidents, cancellation))
            .WithSummary("Every rule on a cluster as a whole: last verdict, reason, what is pending and what suppresses it")
            .Produces<ExplanationDto>();
        routes.MapGet("/explain/{cluster}/{**entity}", Explain)
            .WithSummary(
            "Every rule on a node, guest or storage (pve1, 100, pve1/local, shared/ceph): last verdict, reason, what is pending and what "
                + "suppresses it")
            .Produces<ExplanationDto>();
    }

    private static async Task<IResult> Explain(
        string cluster, string? entity, ClusterViews views, IGrainFactory grains, IIncidentStore incidents, CancellationToken cancellation)
    {
        if (views.Find(cluster) is not { } view) return ClusterRoutes.NoSuchCluster(cluster, views);
        if (IdOf(view, entity) is not { } id || await grains.Cluster(view.Name).Explain(id) is not { } explanation)
            return Problem.NotFound(
                $"Cluster {cluster} has no node, guest or storage {entity}. Name a node (pve1), a guest (100) or a storage (pve1/local, "
                    + $"shared/NAME).");

        var suppressed = new Dictionary<ExplainedRule, IReadOnlyList<RuleSuppressionDto>>();
        foreach (var rule in explanation.Rules.Where(rule => rule.Judgement.Verdict is RuleVerdict.Firing or RuleVerdict.Pending))
        {
            var incident = await incidents.FindLatestAsync(IncidentKey.Of(rule.Judgement.Condition, rule.Judgement.Entity), cancellation);
            if (incident is { IsOpen: true }) suppressed[rule] = [.. incident.Suppressions.Select(RuleSuppressionDto.Of)];
            else if (rule.Judgement.Verdict == RuleVerdict.Pending)
                suppressed[rule] = [
                    .. (await grains.IncidentBoard(view.Name).EvaluateSuppression(PendingIncident(rule.Judgement, explanation.At)))
                        .Select(RuleSuppressionDto.Of)];
        }

        var guardrails = await grains.Remediation(view.Name).Verdicts(id);
        return Results.Ok(ExplanationDto.Of(explanation, suppressed, guardrails));
    }

    // The incident that a pending rule would open now, to find what would suppress it.
    private static Incident PendingIncident(RuleEvaluation pending, DateTimeOffset now) => new()
    {
        Id = "",
        Key = IncidentKey.Of(pending.Condition, pending.Entity),
        Condition = pending.Condition,
        Severity = pending.Severity ?? Severity.Info,
        State = IncidentState.Open,
        Entity = pending.Entity,
        OpenedAt = now,
        Title = "",
        Cause = pending.Reason,
    };

    private static EntityId? IdOf(ClusterView view, string? entity)
    {
        var text = string.Join('/', (entity ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries));
        var id = EntityId.Find(text.Length == 0 ? view.Name.ToString() : $"{view.Name}/{text}", EntityKind.Storage);
        return id?.Kind switch
        {
            // The text 104 means the node of that name if there is no such guest.
            EntityKind.Guest when view.Guest(id.Value.Vmid!.Value) is null =>
                view.Node(text) is null ? null : EntityId.Of(new NodeId(view.Name, text)),
            EntityKind.Node when view.Node(id.Value.Name) is null => null,
            _ => id,
        };
    }
}

using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Live;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Api.Explain;

/// <summary>Why, and why not: every rule on a thing, with its last verdict.</summary>
internal static class ExplainRoutes
{
    public static void MapExplain(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/explain/{cluster}/{**entity}", Explain)
            .WithSummary("Every rule on a node, guest or storage (pve1, 100, pve1/local, shared/ceph): last verdict, reason, since when").Produces<ExplanationDto>();

    private static async Task<IResult> Explain(string cluster, string? entity, ClusterViews views, MonitorSettings settings, IGrainFactory grains)
    {
        if (views.Find(cluster) is not { } view) return ClusterRoutes.NoSuchCluster(cluster, views);
        if (string.IsNullOrEmpty(entity)) return Problem.NotFound($"Say which thing of {cluster}: a node (pve1), a guest (100) or a storage (pve1/local, shared/NAME).");
        var rules = settings.Rules;
        if (GuestId.TryParse($"{cluster}/{entity}", null, out var guest) && view.Guest(guest.Vmid) is { } guestEntry)
            return Answer(EntityId.Of(guest), Explainer.Guest(guest, guestEntry, rules), await Guardrails(EntityId.Of(guest), grains));
        if (view.Node(entity) is { } node)
        {
            var id = EntityId.Of(new NodeId(view.Name, node.Sample.Node));
            return Answer(id, Explainer.Node(view.Name, node, rules), await Guardrails(id, grains));
        }

        var storage = view.Storages.FirstOrDefault(row => string.Equals(Explainer.IdOf(view.Name, row).ToString(), $"{cluster}/{entity}", StringComparison.Ordinal));
        return storage.Storage is not null
            ? Answer(Explainer.IdOf(view.Name, storage), Explainer.Storage(view.Name, storage, view.Node(storage.Node), rules), [])
            : Problem.NotFound($"Cluster {cluster} has no node, guest or storage {entity}.");
    }

    private static async Task<IReadOnlyList<GuardrailDto>> Guardrails(EntityId entity, IGrainFactory grains) =>
        [.. (await grains.Remediation(entity.Cluster).Verdicts(entity)).Select(GuardrailDto.Of)];

    private static IResult Answer(EntityId entity, IEnumerable<RuleExplanation> rules, IReadOnlyList<GuardrailDto> guardrails) =>
        Results.Ok(new ExplanationDto(entity.ToString(), [.. rules.Select(rule => new RuleDto(
            rule.Condition.ToName(), rule.Verdict, rule.Reason, rule.Value, rule.RaiseAt, rule.ClearAt, rule.At, rule.Since))], guardrails));
}

/// <summary>Every rule and guardrail on a thing.</summary>
internal sealed record ExplanationDto(string Entity, IReadOnlyList<RuleDto> Rules, IReadOnlyList<GuardrailDto> Guardrails);

/// <summary>A rule's last verdict.</summary>
internal sealed record RuleDto(
    string Condition, string Verdict, string Reason, double? Value, double? RaiseAt, double? ClearAt, DateTimeOffset? At, DateTimeOffset? Since);

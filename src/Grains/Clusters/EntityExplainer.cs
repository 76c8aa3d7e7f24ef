using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Asks the grains that evaluate an entity for the results of their rules.</summary>
internal sealed class EntityExplainer(ClusterName cluster, IGrainFactory grains)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>Explains an entity; null if it does not exist.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="snapshot">The cluster's latest snapshot.</param>
    /// <param name="context">What affects all rules of the cluster.</param>
    /// <param name="own">The evaluations for the cluster as a whole.</param>
    /// <param name="unprotected">Guests that are in no backup job.</param>
    public async Task<Explanation?> Explain(
        EntityId entity, ClusterSnapshot snapshot, ExplainContext context, ImmutableArray<RuleEvaluation> own,
        IReadOnlySet<int> unprotected)
    {
        (IEnumerable<RuleEvaluation> Evaluations, ExplainContext Context)? found = entity.Kind switch
        {
            EntityKind.Cluster => (await OfMonitor(), context),
            EntityKind.Node => await OfNode(entity.Name, snapshot, context),
            EntityKind.Guest => await OfGuest(entity.Vmid!.Value, snapshot, context),
            EntityKind.Storage => await OfStorage(entity, snapshot, context),
            _ => null,
        };
        if (found is not { } explained) return null;
        var wide = own.Where(evaluation => evaluation.Entity == entity);
        if (entity.Vmid is { } vmid)
            wide = wide.Concat(
                own.Where(evaluation => evaluation.Condition == ConditionType.BackupMissing)
                    .Select(evaluation => ProtectionChecks.ForGuest(evaluation, unprotected.Contains(vmid))));
        return Explainer.Explain(entity, explained.Evaluations.Concat(wide), explained.Context);
    }

    // The grain may be what hangs. The rule then counts as not evaluated yet.
    private async Task<IEnumerable<RuleEvaluation>> OfMonitor()
    {
        try
        {
            return await grains.Blindness(cluster).Judgement().WaitAsync(Timeout) is { } evaluation ? [evaluation] : [];
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return [];
        }
    }

    private async Task<(IEnumerable<RuleEvaluation>, ExplainContext)?> OfNode(string name, ClusterSnapshot snapshot, ExplainContext context)
    {
        if (snapshot.FindNode(name) is not { } entry) return null;
        var node = await Ask(entry, snapshot);
        return (node.Judgements, On(entry, name, context) with { Unread = node.Unread });
    }

    private async Task<(IEnumerable<RuleEvaluation>, ExplainContext)?> OfGuest(int vmid, ClusterSnapshot snapshot, ExplainContext context)
    {
        if (snapshot.FindGuest(vmid) is not { } entry) return null;
        var node = snapshot.FindNode(entry.Sample.Node);
        var observation = new GuestObservation(entry.Sample, snapshot.At, node?.Believed ?? NodeStatus.Unknown, Crowded: false, snapshot.At)
        {
            RunSince = entry.RunSince,
            NodeBootedAt = GuestRechecks.BootOf(node, snapshot.At),
        };
        var evaluations = await grains.Guest(new(cluster, vmid)).Explain(observation, entry.MissedPolls);
        var around = On(node, entry.Sample.Node, context) with { Kind = entry.Sample.Kind };
        if (entry.MissedPolls == 0) return (evaluations, around);
        var problem = context.Unreadable.ProblemOf(EntityKind.Guest, entry.Sample.Vmid.ToString(CultureInfo.InvariantCulture));
        return (evaluations, around with { Freshness = Freshness.Stale, WhyStale = Missing(entry, problem) });
    }

    private async Task<(IEnumerable<RuleEvaluation>, ExplainContext)?> OfStorage(
        EntityId entity, ClusterSnapshot snapshot, ExplainContext context)
    {
        var rows = snapshot.Storages.Where(row => Explainer.IdOf(cluster, row) == entity).ToList();
        if (rows.Count == 0) return null;

        // Whether a shared storage answers is evaluated on each node.
        var evaluations = new List<RuleEvaluation>();
        var around = context;
        foreach (var entry in rows.Select(row => snapshot.FindNode(row.Node)).OfType<NodeEntry>())
        {
            var node = await Ask(entry, snapshot);
            evaluations.AddRange(
                node.Judgements.Where(evaluation => evaluation.Entity.Kind == EntityKind.Storage && evaluation.Entity.Name == entity.Name));
            if (rows.Count == 1) around = On(entry, entry.Sample.Node, context) with { Unread = node.Unread };
        }

        return (evaluations, around);
    }

    private Task<NodeExplanation> Ask(NodeEntry entry, ClusterSnapshot snapshot) =>
        grains.Node(new(cluster, entry.Sample.Node)).Explain(entry);

    private static string Missing(GuestEntry entry, string? problem) => (problem, entry.MissedPolls) switch
    {
        ({ } words, _) => $"its row cannot be read: {words}",
        (_, 1) => "the latest answer lacks it",
        _ => $"the latest {entry.MissedPolls} answers lack it",
    };

    private static ExplainContext On(NodeEntry? entry, string node, ExplainContext context)
    {
        var on = context with { Node = node };
        if (context.Freshness != Freshness.Fresh || entry?.Believed == NodeStatus.Online) return on;
        var state = entry?.Pulse.Frozen == true
            ? "frozen: its data does not change"
            : (entry?.Believed ?? NodeStatus.Unknown).ToString().ToLowerInvariant();
        return on with { Freshness = Freshness.Stale, WhyStale = $"node {node} is {state}" };
    }
}

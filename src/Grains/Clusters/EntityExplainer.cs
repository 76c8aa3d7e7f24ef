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

/// <summary>Asks those who judged an entity what their rules came to.</summary>
internal sealed class EntityExplainer(ClusterName cluster, IGrainFactory grains)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>Explains an entity; null where there is none.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="snapshot">The cluster's latest snapshot.</param>
    /// <param name="context">What bears on all of the cluster's rules.</param>
    /// <param name="own">What was judged for the whole cluster.</param>
    /// <param name="unprotected">Guests that are in no backup job.</param>
    public async Task<Explanation?> Explain(
        EntityId entity, ClusterSnapshot snapshot, ExplainContext context, ImmutableArray<RuleEvaluation> own,
        IReadOnlySet<int> unprotected)
    {
        (IEnumerable<RuleEvaluation> Judgements, ExplainContext Around)? found = entity.Kind switch
        {
            EntityKind.Cluster => (await OfMonitor(), context),
            EntityKind.Node => await OfNode(entity.Name, snapshot, context),
            EntityKind.Guest => await OfGuest(entity.Vmid!.Value, snapshot, context),
            EntityKind.Storage => await OfStorage(entity, snapshot, context),
            _ => null,
        };
        if (found is not { } told) return null;
        var wide = own.Where(evaluation => evaluation.Entity == entity);
        if (entity.Vmid is { } vmid)
            wide = wide.Concat(
                own.Where(evaluation => evaluation.Condition == ConditionType.BackupMissing)
                    .Select(evaluation => ProtectionChecks.ForGuest(evaluation, unprotected.Contains(vmid))));
        return Explainer.Explain(entity, told.Judgements.Concat(wide), told.Around);
    }

    // Whoever tells of it may be what hangs; the rule is then as if it was not judged yet.
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
        var told = await Ask(entry, snapshot);
        return (told.Judgements, On(entry, name, context) with { Unread = told.Unread });
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
        var judgements = await grains.Guest(new(cluster, vmid)).Explain(observation, entry.MissedPolls);
        var around = On(node, entry.Sample.Node, context) with { Kind = entry.Sample.Kind };
        if (entry.MissedPolls > 0)
            around = around
                with
            {
                Freshness = Freshness.Stale,
                WhyStale = Missing(
                        entry, context.Unreadable.ProblemOf(EntityKind.Guest, entry.Sample.Vmid.ToString(CultureInfo.InvariantCulture)))
            };
        return (judgements, around);
    }

    private async Task<(IEnumerable<RuleEvaluation>, ExplainContext)?> OfStorage(
        EntityId entity, ClusterSnapshot snapshot, ExplainContext context)
    {
        var rows = snapshot.Storages.Where(row => Explainer.IdOf(cluster, row) == entity).ToList();
        if (rows.Count == 0) return null;

        // Whether a shared storage answers is judged on each node.
        var judgements = new List<RuleEvaluation>();
        var around = context;
        foreach (var entry in rows.Select(row => snapshot.FindNode(row.Node)).OfType<NodeEntry>())
        {
            var told = await Ask(entry, snapshot);
            judgements.AddRange(
                told.Judgements.Where(evaluation => evaluation.Entity.Kind == EntityKind.Storage && evaluation.Entity.Name == entity.Name));
            if (rows.Count == 1) around = On(entry, entry.Sample.Node, context) with { Unread = told.Unread };
        }

        return (judgements, around);
    }

    private Task<Nodes.NodeExplanation> Ask(NodeEntry entry, ClusterSnapshot snapshot) =>
        grains.Node(new(cluster, entry.Sample.Node)).Explain(entry);

    private static string Missing(GuestEntry entry, string? problem) =>
        problem is not null ? $"its row cannot be read: {problem}"
        : entry.MissedPolls == 1 ? "the latest answer lacks it" : $"the latest {entry.MissedPolls} answers lack it";

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

using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Tells nodes' grains what concerns them. A node whose look fails, or takes too long, is told again at the next tick; it holds up no
/// other.
/// </summary>
internal sealed partial class NodeFanOut(ClusterName cluster, IGrainFactory grains, ClusterMetrics metrics, TimeProvider time, ILogger log)
{
    // One that is silent is pinged, and its cluster's tasks and another member's clock are read: that takes up to three answers one after
    // the other.
    private readonly EntityCalls<string> _calls = new(time, TimeSpan.FromSeconds(20));

    // A member's row is never lacking from an answer (api-facts §8); a few in a row mean that it was removed.
    private const int LeftAfter = 3;

    private readonly Dictionary<string, NodeMoves> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _missed = new(StringComparer.Ordinal);

    /// <summary>The nodes' own addresses, by name.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Tells nodes whose state is not what they were told last.</summary>
    /// <param name="snapshot">The rows.</param>
    /// <param name="doubt">Why those that are offline in them are not believed to be; null where they are.</param>
    public async Task<ClusterSnapshot> TellStatus(ClusterSnapshot snapshot, string? doubt)
    {
        var next = await TellAll(
            snapshot, entry => !_told.TryGetValue(entry.Sample.Node, out var told)
                || told != NodeMoves.Of(entry, doubt), (grain, entry) => Observe(grain, entry, doubt));
        await TellLeft(snapshot);
        return next;
    }

    /// <summary>
    /// Asks again whether nodes that are offline answer by themselves, whether those whose rows say nothing are heard, and whether those
    /// whose figures are slow have been so for long.
    /// </summary>
    public Task<ClusterSnapshot> AskAgain(ClusterSnapshot snapshot, string? doubt) => TellAll(
        snapshot,
        entry => entry.Sample.Status is NodeStatus.Offline or NodeStatus.Unknown
            || (entry.Pulse.IsSlow == true && entry.Conditions.All(known => known.Condition != ConditionType.NodeSlow)),
        (grain, entry) => Observe(grain, entry, doubt));

    /// <summary>Has every node's figures and own storages judged.</summary>
    /// <param name="snapshot">The rows.</param>
    /// <param name="access">What the reading token holds; null where not known.</param>
    public Task<ClusterSnapshot> Judge(ClusterSnapshot snapshot, AccessReport? access) => TellAll(
        snapshot, entry => entry.Sample.Status == NodeStatus.Online,
        (grain, entry) => grain.Judge(entry.Sample, snapshot.OwnStorages(entry.Sample.Node), access, snapshot.At));

    /// <summary>Hands on what the routine poll saw.</summary>
    public Task<ClusterSnapshot> Inspect(ClusterSnapshot snapshot, ImmutableDictionary<string, NodeInspection> inspections) =>
        TellAll(
            snapshot, entry => inspections.ContainsKey(entry.Sample.Node),
            (grain, entry) => grain.Inspect(inspections[entry.Sample.Node]));

    private async Task<NodeOutcome> Observe(INodeGrain grain, NodeEntry entry, string? doubt)
    {
        var name = entry.Sample.Node;
        var standing = await grain.Observe(entry, Addresses.GetValueOrDefault(name), doubt);
        _told[name] = NodeMoves.Of(entry, doubt);
        return standing;
    }

    private async Task<ClusterSnapshot> TellAll(
        ClusterSnapshot snapshot, Func<NodeEntry, bool> concerned, Func<INodeGrain, NodeEntry, Task<NodeOutcome>> tell)
    {
        if (!snapshot.Nodes.Any(concerned)) return snapshot;
        var nodes = await Task.WhenAll(snapshot.Nodes.Select(entry => concerned(entry) ? TellOne(entry, tell) : Task.FromResult(entry)));
        return snapshot.WithNodes([.. nodes]);
    }

    private async Task<NodeEntry> TellOne(NodeEntry entry, Func<INodeGrain, NodeEntry, Task<NodeOutcome>> tell)
    {
        try
        {
            var standing = await _calls.Call(entry.Sample.Node, () => tell(grains.Node(new(cluster, entry.Sample.Node)), entry));
            return standing.Conditions.SequenceEqual(entry.Conditions) ? entry : entry with { Conditions = standing.Conditions };
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Fail(entry.Sample.Node, problem);
            return entry;
        }
    }

    private async Task TellLeft(ClusterSnapshot snapshot)
    {
        var present = snapshot.Nodes.Select(entry => entry.Sample.Node).ToHashSet(StringComparer.Ordinal);
        foreach (var node in present) _missed.Remove(node);
        var left = _told.Keys
            .Where(node => !present.Contains(node) && (_missed[node] = _missed.GetValueOrDefault(node) + 1) >= LeftAfter).ToList();
        await Task.WhenAll(left.Select(node => TellLeft(node, snapshot.At)));
    }

    private async Task TellLeft(string node, DateTimeOffset at)
    {
        try
        {
            await _calls.Call(node, async () =>
            {
                await grains.Node(new(cluster, node)).Remove(at);
                return true;
            });
            _told.Remove(node);
            _missed.Remove(node);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Fail(node, problem);
        }
    }

    private void Fail(string node, Exception problem)
    {
        metrics.Failed(cluster);
        LogFailed(log, $"{cluster}/{node}", problem);
    }

    [LoggerMessage(LogLevel.Warning, "Looking at node {Node} failed; it is looked at again at the next tick")]
    private static partial void LogFailed(ILogger log, string node, Exception problem);
}

/// <summary>What of a node's row its grain must hear of when it moves.</summary>
internal readonly record struct NodeMoves(NodeStatus Status, bool? Frozen, bool? Slow, DateTimeOffset? Rebooted, bool Fenced, string? Doubt)
{
    public static NodeMoves Of(NodeEntry entry, string? doubt) => new(
        entry.Sample.Status, entry.Pulse.IsFrozen, entry.Pulse.IsSlow, entry.Pulse.RebootedAt, entry.Sample.HaState == "fence",
        doubt);
}

using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Notifies nodes' grains. A node whose call fails, or takes too long, is notified again with the next poll and delays no other.
/// </summary>
internal sealed partial class NodeFanOut(ClusterName cluster, IGrainFactory grains, ClusterMetrics metrics, TimeProvider time, ILogger log)
{
    // For a node that is offline, its grain makes up to three requests in turn: a ping, the cluster's tasks and another member's clock.
    private readonly EntityCalls<string> _calls = new(time, TimeSpan.FromSeconds(20));

    // Every answer lists all members (api-facts §8): one that is missing several times in a row was removed.
    private const int RemovedAfter = 3;

    private readonly Dictionary<string, NotifiedStatus> _notified = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _missed = new(StringComparer.Ordinal);

    /// <summary>The nodes' own addresses, by name.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Adds nodes with an open incident from before the monitor started: one that no answer lists was removed meanwhile.</summary>
    public void Remember(IEnumerable<string> nodes)
    {
        foreach (var node in nodes) _notified.TryAdd(node, default);
    }

    /// <summary>Notifies nodes whose state differs from the last notification.</summary>
    /// <param name="snapshot">The rows.</param>
    /// <param name="doubt">How far rows that call a node offline are believed.</param>
    public async Task<ClusterSnapshot> NotifyStatus(ClusterSnapshot snapshot, OfflineDoubt doubt)
    {
        var next = await NotifyAll(
            snapshot,
            entry => !_notified.TryGetValue(entry.Sample.Node, out var known) || known != NotifiedStatus.Of(entry, doubt),
            (grain, entry) => Observe(grain, entry, doubt));
        await NotifyRemoved(snapshot);
        return next;
    }

    /// <summary>
    /// Checks nodes again that are offline, cut off or of unknown state, and those whose figures are slow without being an incident yet.
    /// </summary>
    public Task<ClusterSnapshot> Recheck(ClusterSnapshot snapshot, OfflineDoubt doubt) => NotifyAll(
        snapshot,
        entry => entry.Sample.Status is NodeStatus.Offline or NodeStatus.Unknown || entry.Sample.Node == doubt.CutOff
            || (entry.Pulse.IsSlow == true && entry.Conditions.All(known => known.Condition != ConditionType.NodeSlow)),
        (grain, entry) => Observe(grain, entry, doubt));

    /// <summary>Evaluates the figures and own storages of every online node.</summary>
    /// <param name="snapshot">The rows.</param>
    /// <param name="access">The read token's privileges; null if not known.</param>
    public Task<ClusterSnapshot> Judge(ClusterSnapshot snapshot, AccessReport? access) => NotifyAll(
        snapshot, entry => entry.Sample.Status == NodeStatus.Online,
        (grain, entry) => grain.Judge(entry.Sample, snapshot.OwnStorages(entry.Sample.Node), access, snapshot.At));

    /// <summary>Passes on what the routine poll read.</summary>
    public Task<ClusterSnapshot> Inspect(ClusterSnapshot snapshot, ImmutableDictionary<string, NodeInspection> inspections) =>
        NotifyAll(
            snapshot, entry => inspections.ContainsKey(entry.Sample.Node),
            (grain, entry) => grain.Inspect(inspections[entry.Sample.Node]));

    private async Task<NodeOutcome> Observe(INodeGrain grain, NodeEntry entry, OfflineDoubt doubt)
    {
        var name = entry.Sample.Node;
        var outcome = await Observe(grain, entry, Addresses.GetValueOrDefault(name), doubt);
        _notified[name] = NotifiedStatus.Of(entry, doubt);
        return outcome;
    }

    private static Task<NodeOutcome> Observe(INodeGrain grain, NodeEntry entry, string? address, OfflineDoubt doubt)
    {
        // Silos of the previous version know only doubts without a member.
        if (doubt.CutOff is null) return grain.Observe(entry, address, doubt.Reason);

        // A member calls itself online even if it is the one that is cut off.
        return entry.Sample.Node == doubt.CutOff
            ? grain.Observe(entry with { Sample = entry.Sample with { Status = NodeStatus.Offline } }, address, OfflineDoubt.None)
            : grain.Observe(entry, address, doubt);
    }

    private async Task<ClusterSnapshot> NotifyAll(
        ClusterSnapshot snapshot, Func<NodeEntry, bool> concerned, Func<INodeGrain, NodeEntry, Task<NodeOutcome>> call)
    {
        if (!snapshot.Nodes.Any(concerned)) return snapshot;
        var nodes = await Task.WhenAll(snapshot.Nodes.Select(entry => concerned(entry) ? NotifyNode(entry, call) : Task.FromResult(entry)));
        return snapshot.WithNodes([.. nodes]);
    }

    private async Task<NodeEntry> NotifyNode(NodeEntry entry, Func<INodeGrain, NodeEntry, Task<NodeOutcome>> call)
    {
        try
        {
            var outcome = await _calls.Call(entry.Sample.Node, () => call(grains.Node(new(cluster, entry.Sample.Node)), entry));
            return outcome.Conditions.SequenceEqual(entry.Conditions) ? entry : entry with { Conditions = outcome.Conditions };
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Fail(entry.Sample.Node, problem);
            return entry;
        }
    }

    private async Task NotifyRemoved(ClusterSnapshot snapshot)
    {
        var present = snapshot.Nodes.Select(entry => entry.Sample.Node).ToHashSet(StringComparer.Ordinal);
        foreach (var node in present) _missed.Remove(node);
        var removed = _notified.Keys
            .Where(node => !present.Contains(node) && (_missed[node] = _missed.GetValueOrDefault(node) + 1) >= RemovedAfter).ToList();
        await Task.WhenAll(removed.Select(node => NotifyRemoved(node, snapshot.At)));
    }

    private async Task NotifyRemoved(string node, DateTimeOffset at)
    {
        try
        {
            await _calls.Call(node, async () =>
            {
                await grains.Node(new(cluster, node)).Remove(at);
                return true;
            });
            _notified.Remove(node);
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

    [LoggerMessage(LogLevel.Warning, "Evaluating node {Node} failed; the next tick tries again")]
    private static partial void LogFailed(ILogger log, string node, Exception problem);
}

/// <summary>The part of a node's row whose changes its grain is notified of.</summary>
internal readonly record struct NotifiedStatus(
    NodeStatus Status, bool? Frozen, bool? Slow, DateTimeOffset? Rebooted, bool Fenced, OfflineDoubt Doubt)
{
    public static NotifiedStatus Of(NodeEntry entry, OfflineDoubt doubt) => new(
        entry.Sample.Status, entry.Pulse.IsFrozen, entry.Pulse.IsSlow, entry.Pulse.RebootedAt, entry.Sample.HaState == "fence", doubt);
}

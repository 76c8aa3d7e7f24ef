using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Polling;

/// <summary>
/// The tasks that destroyed guests of a node. If the node does not answer, the last list applies, since a destruction is final.
/// </summary>
internal sealed class Destructions(IProbe probe)
{
    private const int Limit = 500;
    private readonly ConcurrentDictionary<(NodeId Node, string Type), ImmutableArray<PveTask>> _kept = [];

    /// <summary>Reads the tasks of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="since">Earlier ones are ignored, by the node's clock.</param>
    public async Task<DestructionReading> Read(NodeId node, DateTimeOffset? since)
    {
        var all = ImmutableArray.CreateBuilder<PveTask>();
        var isKnown = true;
        foreach (var type in GuestTaskEvents.Destroying)
        {
            var read = await probe.ReadTasksAsync(node, new(Since: since, Type: type, Limit: Limit), CancellationToken.None);
            if (read.Succeeded) _kept[(node, type)] = read.Value;
            if (_kept.TryGetValue((node, type), out var kept)) all.AddRange(kept);
            else isKnown = false;
        }

        return new(node.Name, all.ToImmutable(), isKnown);
    }

    /// <summary>The last lists of the nodes of a cluster that are not read now.</summary>
    public IEnumerable<DestructionReading> LastOfOthers(ClusterName cluster, IReadOnlyCollection<string> read) =>
        from last in _kept
        where last.Key.Node.Cluster == cluster && !read.Contains(last.Key.Node.Name)
        select new DestructionReading(last.Key.Node.Name, last.Value, IsKnown: false);

    /// <summary>Forgets the lists of a cluster.</summary>
    public void Forget(ClusterName cluster)
    {
        foreach (var key in _kept.Keys.Where(key => key.Node.Cluster == cluster)) _kept.TryRemove(key, out _);
    }
}

/// <summary>The tasks that destroyed guests of a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Tasks">The tasks.</param>
/// <param name="IsKnown">False if the latest may be missing.</param>
internal sealed record DestructionReading(string Node, ImmutableArray<PveTask> Tasks, bool IsKnown);

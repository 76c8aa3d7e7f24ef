using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Clusters;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>
/// When a cluster was last monitored before the monitor started. Nodes that were frozen or offline then were not: their guests may have
/// stopped at any time since the node's data was last good. Pure.
/// </summary>
/// <param name="SeenAt">When the cluster was last monitored; default if not known.</param>
/// <param name="GoodAt">When the data was last good, for nodes that were not good at <paramref name="SeenAt"/>.</param>
public readonly record struct LastWatch(DateTimeOffset SeenAt, ImmutableDictionary<string, DateTimeOffset> GoodAt)
{
    /// <summary>The stored last watch, converted to the current clock.</summary>
    /// <param name="state">The stored state.</param>
    /// <param name="seenAt">When the cluster was last monitored, by the current clock; default if not known.</param>
    public static LastWatch Of(ClusterState state, DateTimeOffset seenAt)
    {
        if (seenAt == default) return new(default, ImmutableDictionary<string, DateTimeOffset>.Empty);
        var moved = seenAt - state.SeenAt;
        if (moved == TimeSpan.Zero) return new(seenAt, state.GoodAt);
        return new(seenAt, state.GoodAt.ToImmutableDictionary(node => node.Key, node => node.Value + moved));
    }

    /// <summary>When the data of a node was last good.</summary>
    public DateTimeOffset Of(string node) => GoodAt.TryGetValue(node, out var good) ? good : SeenAt;

    /// <summary>The record to store for nodes whose data is not good.</summary>
    /// <param name="before">The stored state.</param>
    /// <param name="snapshot">The current snapshot.</param>
    public static ImmutableDictionary<string, DateTimeOffset> Unwatched(ClusterState before, ClusterSnapshot snapshot)
    {
        var unwatched = ImmutableDictionary.CreateBuilder<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (name, pulse) in snapshot.Nodes.Select(node => (node.Sample.Node, node.Pulse)))
        {
            if (pulse.IsFrozen == false) continue;
            var good = pulse.GoodAt != default ? pulse.MovedAt : before.GoodAt.GetValueOrDefault(name, before.SeenAt);
            if (good != default) unwatched[name] = good;
        }

        return unwatched.ToImmutable();
    }
}

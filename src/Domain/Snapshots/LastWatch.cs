using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Clusters;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>
/// When a cluster was watched last before the monitor started. A node whose data stood still then, or that was away, was not: what is on it
/// may have stopped at any time since its data was good. Pure.
/// </summary>
/// <param name="SeenAt">When the cluster was watched last; default where that is not known.</param>
/// <param name="GoodAt">When the data of nodes was last good that was not at <paramref name="SeenAt"/>.</param>
public readonly record struct LastWatch(DateTimeOffset SeenAt, ImmutableDictionary<string, DateTimeOffset> GoodAt)
{
    /// <summary>The last watch on record, by the clock of now.</summary>
    /// <param name="state">What is on record.</param>
    /// <param name="seenAt">When the cluster was watched last by the clock of now; default where that cannot be told.</param>
    public static LastWatch Of(ClusterState state, DateTimeOffset seenAt)
    {
        if (seenAt == default) return new(default, ImmutableDictionary<string, DateTimeOffset>.Empty);
        var moved = seenAt - state.SeenAt;
        if (moved == TimeSpan.Zero) return new(seenAt, state.GoodAt);
        return new(seenAt, state.GoodAt.ToImmutableDictionary(node => node.Key, node => node.Value + moved));
    }

    /// <summary>When the data of a node was last good.</summary>
    public DateTimeOffset Of(string node) => GoodAt.TryGetValue(node, out var good) ? good : SeenAt;

    /// <summary>What to put on record of the nodes whose data is not good while a cluster is watched.</summary>
    /// <param name="before">What is on record.</param>
    /// <param name="snapshot">What is seen now.</param>
    public static ImmutableDictionary<string, DateTimeOffset> Unwatched(ClusterState before, ClusterSnapshot snapshot)
    {
        var unwatched = ImmutableDictionary.CreateBuilder<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (name, pulse) in snapshot.Nodes.Select(node => (node.Sample.Node, node.Pulse)))
        {
            if (pulse.IsStill == false) continue;
            var good = pulse.GoodAt != default ? pulse.MovedAt : before.GoodAt.TryGetValue(name, out var known) ? known : before.SeenAt;
            if (good != default) unwatched[name] = good;
        }

        return unwatched.ToImmutable();
    }
}

using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace OrleansMonitor.Domain.Settings;

/// <summary>
/// The clusters that are watched now: those in the configuration, in their order, then those that people added, unless they are paused.
/// Each process has one list and updates it from the registry. Thread-safe; each read shows one moment.
/// </summary>
[CollectionBuilder(typeof(WatchedClusters), nameof(Of))]
public sealed class WatchedClusters : IReadOnlyList<ClusterName>
{
    private readonly Lock _lock = new();
    private readonly FrozenSet<ClusterName> _configured;
    private State _state;

    private WatchedClusters(ImmutableArray<ClusterName> configured)
    {
        (Configured, _configured) = (configured, configured.ToFrozenSet());
        _state = new(ClusterRegistry.Empty, configured, _configured, IsComplete: false);
    }

    /// <summary>Raised after a change, on the thread that made it; handlers must return at once.</summary>
    public event Action? Changed;

    /// <summary>The clusters in the configuration.</summary>
    public ImmutableArray<ClusterName> Configured { get; }

    /// <summary>The watched clusters at this moment; the same array until they change.</summary>
    public ImmutableArray<ClusterName> Now => Current.Names;

    /// <summary>Whether the registry was read, so that the list is complete.</summary>
    public bool IsComplete => Current.IsComplete;

    /// <summary>The registry as it was read last.</summary>
    public ClusterRegistry Registry => Current.Registry;

    /// <summary>How many clusters are watched.</summary>
    public int Length => Now.Length;

    /// <summary>Whether none is watched.</summary>
    public bool IsEmpty => Now.IsEmpty;

    int IReadOnlyCollection<ClusterName>.Count => Length;

    private State Current => Volatile.Read(ref _state);

    /// <summary>A cluster by its place.</summary>
    public ClusterName this[int index] => Now[index];

    /// <summary>The list of a configuration, before the registry is read.</summary>
    public static WatchedClusters Of(ReadOnlySpan<ClusterName> configured) => new([.. configured]);

    /// <summary>Whether a cluster is watched.</summary>
    public bool Contains(ClusterName cluster) => Current.Set.Contains(cluster);

    /// <summary>Whether a cluster is watched or paused. One that was removed is not known.</summary>
    public bool IsKnown(ClusterName cluster)
    {
        var state = Current;
        return state.Set.Contains(cluster) || state.Registry.Find(cluster) is not null;
    }

    /// <summary>Whether a cluster is in the configuration, which a person cannot change here.</summary>
    public bool IsConfigured(ClusterName cluster) => _configured.Contains(cluster);

    /// <summary>The connection of a watched cluster that was added; null if there is none, and for one in the configuration.</summary>
    public RegisteredCluster? FindAdded(ClusterName cluster) =>
        IsConfigured(cluster) || Current.Registry.Find(cluster) is not { Paused: false } added ? null : added;

    /// <summary>Takes over a registry; an older one than the present is ignored.</summary>
    /// <returns>Whether it was taken over.</returns>
    public bool Apply(ClusterRegistry registry)
    {
        lock (_lock)
        {
            if (_state.IsComplete && registry.Version <= _state.Registry.Version) return false;
            var added = registry.Clusters.Where(cluster => !cluster.Paused && !IsConfigured(cluster.Name)).Select(cluster => cluster.Name);
            ImmutableArray<ClusterName> names = [.. Configured, .. added];
            if (names.SequenceEqual(_state.Names)) names = _state.Names;
            Volatile.Write(ref _state, new(WithKnown(registry), names, names.ToFrozenSet(), IsComplete: true));
        }

        Changed?.Invoke();
        return true;
    }

    /// <inheritdoc />
    public IEnumerator<ClusterName> GetEnumerator() => ((IEnumerable<ClusterName>)Now).GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Unchanged connections keep their instance, so that nobody opens them again.
    private ClusterRegistry WithKnown(ClusterRegistry registry) => registry with
    {
        Clusters = [.. registry.Clusters.Select(next =>
            _state.Registry.Find(next.Name) is { } known && known.Revision == next.Revision && known.Paused == next.Paused ? known : next)],
    };

    private sealed record State(
        ClusterRegistry Registry, ImmutableArray<ClusterName> Names, FrozenSet<ClusterName> Set, bool IsComplete);
}

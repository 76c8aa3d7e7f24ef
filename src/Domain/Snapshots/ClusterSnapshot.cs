using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>
/// The latest successful answer of a cluster, shared by all readers. Immutable: each poll creates the next one, which shares every
/// unchanged entry.
/// </summary>
public sealed class ClusterSnapshot
{
    private readonly Lazy<Dictionary<int, int>> _positions;

    /// <summary>Creates a snapshot.</summary>
    public ClusterSnapshot(
        DateTimeOffset at, ImmutableArray<GuestEntry> guests, ImmutableArray<NodeEntry> nodes, ImmutableArray<StorageSample> storages)
    {
        (At, Guests, Nodes, Storages) = (at, guests, nodes, storages);
        _positions = new(Index, LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>No data yet.</summary>
    public static ClusterSnapshot Empty { get; } = new(DateTimeOffset.MinValue, [], [], []);

    /// <summary>When the answer was received.</summary>
    public DateTimeOffset At { get; }

    /// <summary>All guests, in the order of the answer.</summary>
    public ImmutableArray<GuestEntry> Guests { get; }

    /// <summary>All nodes.</summary>
    public ImmutableArray<NodeEntry> Nodes { get; }

    /// <summary>All storages, one row per node and storage.</summary>
    public ImmutableArray<StorageSample> Storages { get; }

    /// <summary>Increases whenever a guest is added or a guest's node, tags or pool change, so readers know when to refresh.</summary>
    public long TraitsVersion { get; init; }

    /// <summary>A guest, or null.</summary>
    public GuestEntry? FindGuest(int vmid) => IndexOf(vmid) is >= 0 and var at ? Guests[at] : null;

    /// <summary>A guest's index in <see cref="Guests"/>, or -1.</summary>
    internal int IndexOf(int vmid) => _positions.Value.GetValueOrDefault(vmid, -1);

    /// <summary>A node, or null.</summary>
    public NodeEntry? FindNode(string node) =>
        Nodes.FirstOrDefault(entry => string.Equals(entry.Sample.Node, node, StringComparison.Ordinal));

    /// <summary>The names of the nodes whose rows are fresh.</summary>
    public IReadOnlySet<string> BelievedNodes() =>
        Nodes.Where(entry => entry.Believed == NodeStatus.Online).Select(entry => entry.Sample.Node).ToHashSet(StringComparer.Ordinal);

    /// <summary>Rows of the storages local to a node.</summary>
    public ImmutableArray<StorageSample> OwnStorages(string node) =>
        [.. Storages.Where(storage => !storage.Shared && storage.Node == node)];

    /// <summary>Replaces some guests' entries and removes some guests.</summary>
    public ClusterSnapshot WithGuests(IReadOnlyDictionary<int, GuestEntry> replaced, IReadOnlySet<int> gone)
    {
        if (replaced.Count == 0 && gone.Count == 0) return this;
        var guests = ImmutableArray.CreateBuilder<GuestEntry>(Guests.Length);
        foreach (var entry in Guests)
        {
            if (!gone.Contains(entry.Sample.Vmid)) guests.Add(replaced.GetValueOrDefault(entry.Sample.Vmid, entry));
        }

        return new(At, guests.DrainToImmutable(), Nodes, Storages) { TraitsVersion = gone.Count == 0 ? TraitsVersion : TraitsVersion + 1 };
    }

    /// <summary>Replaces the nodes.</summary>
    public ClusterSnapshot WithNodes(ImmutableArray<NodeEntry> nodes) => new(At, Guests, nodes, Storages) { TraitsVersion = TraitsVersion };

    private Dictionary<int, int> Index()
    {
        var positions = new Dictionary<int, int>(Guests.Length);
        for (var i = 0; i < Guests.Length; i++) positions[Guests[i].Sample.Vmid] = i;
        return positions;
    }
}

using OrleansMonitor.Simulator.Model;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>The true state of the cluster. Not thread-safe: <see cref="Simulation"/> holds the lock.</summary>
internal sealed class ClusterModel(SimulatorOptions options)
{
    public SimulatorOptions Options { get; } = options;
    public SimulatorTimings Timings => Options.Timings;

    /// <summary>Unix milliseconds of the event or request being handled.</summary>
    public long Now { get; set; }
    /// <summary>How many tasks have been started.</summary>
    public long Tasks { get; set; }
    public EventQueue Queue { get; } = new();
    public Narrator Narrator { get; } = new();
    public ChangeTracker Changes { get; } = new();
    public List<Node> Nodes { get; } = [];
    public List<Guest> Guests { get; } = [];
    public Dictionary<int, Guest> GuestsById { get; } = [];
    public Node? HaMaster { get; set; }

    /// <summary>When all nodes lost contact with each other; null while the cluster network works.</summary>
    public long? PartitionedSince { get; set; }

    /// <summary>Whether HA's daemons are paused.</summary>
    public bool HaSleeps { get; set; }

    /// <summary>The nodes on one side of a network split, and since when; null without a split.</summary>
    public (HashSet<Node> Nodes, long Since)? Split { get; set; }

    public bool HaUsed => HaMaster is not null;
    public long ExpiryMilliseconds => (long)Timings.Expiry.TotalMilliseconds;
    private long OfflineAfterMilliseconds => (long)Timings.OfflineAfter.TotalMilliseconds;

    public Node? FindNode(string name) => Nodes.Find(node => node.Name == name);

    public void After(TimeSpan delay, Action action) => Queue.Add(Now + (long)delay.TotalMilliseconds, action);

    public bool Partitioned => PartitionedSince is { } since && Now - since >= OfflineAfterMilliseconds;

    /// <summary>
    /// Whether <paramref name="viewer"/> sees <paramref name="node"/> as a member. A booting node sees nobody before it has joined.
    /// </summary>
    public bool SeesOnline(Node viewer, Node node) => viewer == node
        || (node.Online && viewer.Online && !Partitioned && !Isolated(viewer) && !Isolated(node)
            && !(SplitFrom(viewer, node) is { } since && Now - since >= OfflineAfterMilliseconds));

    /// <summary>When <paramref name="viewer"/> lost contact with <paramref name="node"/>; null while it has contact.</summary>
    public long? SplitSince(Node viewer, Node node)
    {
        if (viewer == node) return null;
        long?[] splits = [PartitionedSince, viewer.IsolatedSince, node.IsolatedSince, SplitFrom(viewer, node)];
        return splits.Min();
    }

    /// <summary>Whether some nodes do not receive what a node publishes.</summary>
    public bool Unheard(Node node) => PartitionedSince is not null || node.IsolatedSince is not null || Split is not null;

    private long? SplitFrom(Node viewer, Node node) =>
        Split is { } split && split.Nodes.Contains(viewer) != split.Nodes.Contains(node) ? split.Since : null;

    private bool Isolated(Node node) => node.IsolatedSince is { } since && Now - since >= OfflineAfterMilliseconds;

    public bool Quorate(Node viewer) => Nodes.Count(node => SeesOnline(viewer, node)) * 2 > Nodes.Count;

    /// <summary>Records a change. One of a guest shows after its node's next publish unless <paramref name="shows"/> differs.</summary>
    public void Narrate(string kind, string text, Guest? guest = null, Node? node = null, Shows? shows = null)
    {
        var change = Narrator.Narrate(Now, kind, text, guest, node);
        Changes.Track(change, shows ?? (guest is null ? Shows.Never : Shows.AfterPublish));
    }
}

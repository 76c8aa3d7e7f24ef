using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Publishes what a cluster's readers do not know yet: compared with what was published last, so that nothing is left out where a poll
/// broke off between.
/// </summary>
internal sealed class ClusterPublisher
{
    private readonly ClusterFollowers _followers = new();
    private readonly HashSet<int> _gone = [];
    private readonly HashSet<int> _forgotten = [];
    private ClusterSnapshot _published = ClusterSnapshot.Empty;
    private long _version;

    /// <summary>Guests that are gone and whose end is not on record yet.</summary>
    public IReadOnlyCollection<int> Gone => _gone;

    public void NoteGone(IEnumerable<int> vmids) => _gone.UnionWith(vmids);

    /// <summary>Guests that are no longer kept, because answers have lacked them for so long.</summary>
    public void NoteForgotten(IEnumerable<int> vmids) => _forgotten.UnionWith(vmids);

    /// <summary>The end of what is gone is on record.</summary>
    public void NoteRecorded() => _gone.Clear();

    /// <summary>Publishes what moved.</summary>
    public void Publish(ClusterHeader header, ClusterSnapshot snapshot)
    {
        var moved = SnapshotComparison.MovedGuests(_published, snapshot);
        var gone = _gone.Concat(_forgotten).Where(vmid => snapshot.FindGuest(vmid) is null);
        _followers.Publish(new(++_version, Full: _published.Nodes.IsEmpty, header, moved, [.. gone], snapshot.Nodes, snapshot.Storages));
        _published = snapshot;
        _forgotten.Clear();
    }

    /// <summary>Publishes at once that a poll has come to its end: what readers show is fresh only by that.</summary>
    public void PublishHeader(ClusterHeader header, ClusterSnapshot snapshot) =>
        _followers.Publish(new(++_version, Full: false, header, [], [], snapshot.Nodes, snapshot.Storages));

    /// <summary>
    /// While the database is away nothing can be decided, but everything can be shown. What comes after that is everything again.
    /// </summary>
    public void PublishUnjudged(ClusterHeader header, ClusterSnapshot seen)
    {
        _followers.Publish(new(++_version, Full: true, header, seen.Guests, [], seen.Nodes, seen.Storages));
        _published = ClusterSnapshot.Empty;
    }

    /// <summary>Everything, then what is published.</summary>
    /// <param name="header">The header, as of now.</param>
    /// <param name="snapshot">The snapshot, as of now.</param>
    /// <param name="age">How long ago was polled, as of now.</param>
    /// <param name="departure">Ends it when the grain leaves.</param>
    /// <param name="cancellation">Ends it.</param>
    public IAsyncEnumerable<ClusterDelta> Follow(
        Func<ClusterHeader> header, Func<ClusterSnapshot> snapshot, Func<PollAge> age, CancellationToken departure,
        CancellationToken cancellation) =>
        _followers.Follow(
        () => new(_version, Full: true, header(), snapshot().Guests, [], snapshot().Nodes, snapshot().Storages), age, departure,
        cancellation);

    /// <summary>Cuts all readers off: they begin again where the grain is next.</summary>
    public void CutOff() => _followers.CutOff();
}

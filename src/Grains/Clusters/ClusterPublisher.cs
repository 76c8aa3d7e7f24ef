using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Publishes the differences from what was published last to a cluster's readers, so that nothing is lost if a poll breaks off.
/// </summary>
internal sealed class ClusterPublisher
{
    private readonly ClusterFollowers _followers = new();
    private readonly HashSet<int> _gone = [];
    private readonly HashSet<int> _forgotten = [];
    private ClusterSnapshot _published = ClusterSnapshot.Empty;
    private long _version;

    /// <summary>Guests that are gone while that is not stored yet.</summary>
    public IReadOnlyCollection<int> Gone => _gone;

    public void AddGone(IEnumerable<int> vmids) => _gone.UnionWith(vmids);

    /// <summary>Adds guests that were dropped because answers have lacked them for too long.</summary>
    public void AddForgotten(IEnumerable<int> vmids) => _forgotten.UnionWith(vmids);

    /// <summary>It is stored that these guests are gone.</summary>
    public void ClearGone() => _gone.Clear();

    public void Publish(ClusterHeader header, ClusterSnapshot snapshot)
    {
        var moved = SnapshotComparison.MovedGuests(_published, snapshot);
        var gone = _gone.Concat(_forgotten).Where(vmid => snapshot.FindGuest(vmid) is null);
        _followers.Publish(new(++_version, Full: _published.Nodes.IsEmpty, header, moved, [.. gone], snapshot.Nodes, snapshot.Storages));
        _published = snapshot;
        _forgotten.Clear();
    }

    /// <summary>Publishes that a poll has ended. Only that makes what readers show fresh.</summary>
    public void PublishHeader(ClusterHeader header, ClusterSnapshot snapshot) =>
        _followers.Publish(new(++_version, Full: false, header, [], [], snapshot.Nodes, snapshot.Storages));

    /// <summary>Publishes all rows while the database is unavailable and nothing can be evaluated. The next delta is full again.</summary>
    public void PublishUnevaluated(ClusterHeader header, ClusterSnapshot snapshot)
    {
        _followers.Publish(new(++_version, Full: true, header, snapshot.Guests, [], snapshot.Nodes, snapshot.Storages));
        _published = ClusterSnapshot.Empty;
    }

    /// <summary>The full snapshot, then what is published.</summary>
    /// <param name="header">The header, as of now.</param>
    /// <param name="snapshot">The snapshot, as of now.</param>
    /// <param name="age">The age of the poll, as of now.</param>
    /// <param name="shutdown">Ends it when the grain leaves its silo.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public IAsyncEnumerable<ClusterDelta> Follow(
        Func<ClusterHeader> header, Func<ClusterSnapshot> snapshot, Func<PollAge> age, CancellationToken shutdown,
        CancellationToken cancellation) =>
        _followers.Follow(
            () => new(_version, Full: true, header(), snapshot().Guests, [], snapshot().Nodes, snapshot().Storages), age, shutdown,
            cancellation);

    /// <summary>Cuts all readers off. They start again on the silo that the grain moves to.</summary>
    public void CutOff() => _followers.CutOff();
}

using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Pushes the traits that selectors and suppressions need to the cluster's incident board, before nodes and guests are notified, so that
/// the board never has to call back.
/// </summary>
internal sealed class TraitsPush(ClusterName cluster, IGrainFactory grains)
{
    private const string InMaintenance = "maintenance";

    private readonly Guid _source = Guid.NewGuid();
    private ClusterSnapshot _pushed = ClusterSnapshot.Empty;
    private Task _running = Task.CompletedTask;
    private long _version;

    /// <summary>Pushes what changed, or everything if the board lacks an earlier update.</summary>
    public Task Push(ClusterSnapshot snapshot)
    {
        if (!_running.IsCompleted) throw new TimeoutException("The update before is still open.");
        return _running = Send(snapshot);
    }

    private async Task Send(ClusterSnapshot snapshot)
    {
        if (snapshot.Nodes.IsEmpty) return;
        var board = grains.IncidentBoard(cluster);
        var moved = SnapshotComparison.MovedGuests(_pushed, snapshot);
        var added = moved.Count(entry => _pushed.FindGuest(entry.Sample.Vmid) is null);
        var all = _pushed.Nodes.IsEmpty || snapshot.Guests.Length != _pushed.Guests.Length + added;
        if (all || !await board.UpdateTraits(Update(snapshot, moved, full: false)))
            await board.UpdateTraits(Update(snapshot, snapshot.Guests, full: true));
        _pushed = snapshot;
    }

    private TraitsUpdate Update(ClusterSnapshot snapshot, IEnumerable<GuestEntry> guests, bool full) => new(
        _source,
        ++_version,
        full,
        [.. guests.Select(
            entry => KeyValuePair.Create(entry.Sample.Vmid, new GuestTraits(entry.Sample.Node, entry.Sample.Tags, entry.Sample.Pool)))],
        [.. snapshot.Nodes.Where(entry => entry.Sample.HaState == InMaintenance).Select(entry => entry.Sample.Node)])
    {
        TraitsVersion = snapshot.TraitsVersion,
    };
}

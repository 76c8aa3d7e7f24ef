using OrleansMonitor.Simulator.Changes;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>When responses of /cluster/resources show a change.</summary>
internal enum Shows
{
    /// <summary>A value that pvestatd publishes.</summary>
    AfterPublish,

    /// <summary>A live field: lock, tags, pool, HA state, node, membership.</summary>
    AtOnce,

    /// <summary>No row of /cluster/resources shows it.</summary>
    Never,
}

/// <summary>The changes that no response has shown yet.</summary>
internal sealed class ChangeTracker
{
    private const int Limit = 20_000;
    private readonly List<Pending> _pending = [];

    private sealed class Pending(SimulatedChange change, bool live)
    {
        public SimulatedChange Change { get; } = change;
        public bool Live { get; } = live;
        public long? PublishedAt { get; set; }
    }

    /// <summary>Tracks a change until a response shows it. Above a limit the oldest are dropped.</summary>
    public void Track(SimulatedChange change, Shows shows)
    {
        if (shows == Shows.Never) return;
        if (_pending.Count >= Limit) _pending.RemoveRange(0, Limit / 2);
        _pending.Add(new(change, shows == Shows.AtOnce));
    }

    /// <summary>pvestatd of a node has published: all earlier changes on the node are visible in new dumps.</summary>
    public void Published(string node, long now)
    {
        foreach (var pending in _pending)
            if (pending.PublishedAt is null && pending.Change.Node == node) pending.PublishedAt = now;
    }

    /// <summary>
    /// Removes the changes shown by a response of /cluster/resources that began at <paramref name="begunAt"/>, from a dump made at
    /// <paramref name="asOf"/>.
    /// </summary>
    public SimulatedChange[] RemoveShown(long asOf, long begunAt) =>
        Remove(pending => pending.Live ? pending.Change.At.ToUnixTimeMilliseconds() <= begunAt : pending.PublishedAt <= asOf);

    /// <summary>Removes the changes shown by the live status of a guest.</summary>
    public SimulatedChange[] RemoveShown(int vmid, long begunAt) =>
        Remove(pending => pending.Change.Vmid == vmid && pending.Change.At.ToUnixTimeMilliseconds() <= begunAt);

    private SimulatedChange[] Remove(Predicate<Pending> shows)
    {
        if (_pending.Count == 0) return [];
        var shown = _pending.FindAll(shows);
        if (shown.Count > 0) _pending.RemoveAll(shown.ToHashSet().Contains);
        return [.. shown.Select(pending => pending.Change)];
    }
}

using OrleansMonitor.Simulator.Changes;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>When answers of /cluster/resources show a change.</summary>
internal enum Shows
{
    /// <summary>It is about a value that pvestatd publishes.</summary>
    AfterPublish,

    /// <summary>It is about a live field: lock, tags, pool, HA state, node, membership.</summary>
    AtOnce,

    /// <summary>No row of /cluster/resources tells it.</summary>
    Never,
}

/// <summary>Which changes no answer has shown yet.</summary>
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

    /// <summary>Remembers a change until an answer shows it; when nobody asks for long, the oldest are forgotten.</summary>
    public void Track(SimulatedChange change, Shows shows)
    {
        if (shows == Shows.Never) return;
        if (_pending.Count >= Limit) _pending.RemoveRange(0, Limit / 2);
        _pending.Add(new(change, shows == Shows.AtOnce));
    }

    /// <summary>pvestatd of a node published: all that happened on it before becomes visible in dumps from now on.</summary>
    public void Published(string node, long now)
    {
        foreach (var pending in _pending)
            if (pending.PublishedAt is null && pending.Change.Node == node) pending.PublishedAt = now;
    }

    /// <summary>Takes out what an answer of /cluster/resources shows, begun at <paramref name="begunAt"/> from a dump made at <paramref
    /// name="asOf"/>.</summary>
    public SimulatedChange[] RemoveShown(long asOf, long begunAt) =>
        Remove(pending => pending.Live ? pending.Change.At.ToUnixTimeMilliseconds() <= begunAt : pending.PublishedAt <= asOf);

    /// <summary>Takes out what the live status of a guest shows.</summary>
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

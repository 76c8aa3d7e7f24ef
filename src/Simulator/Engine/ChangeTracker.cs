namespace OrleansMonitor.Simulator.Engine;

/// <summary>Which changes of guests no answer has shown yet.</summary>
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

    /// <summary>Remembers a change until an answer shows it.</summary>
    /// <param name="change">The change.</param>
    /// <param name="live">It is about a field that answers show at once (lock, tags, node), not one that pvestatd publishes.</param>
    public void Track(SimulatedChange change, bool live)
    {
        if (_pending.Count < Limit) _pending.Add(new(change, live));
    }

    /// <summary>pvestatd of a node published: all that happened on it before becomes visible in dumps from now on.</summary>
    public void Published(string node, long now)
    {
        foreach (var pending in _pending)
            if (pending.PublishedAt is null && pending.Change.Node == node) pending.PublishedAt = now;
    }

    /// <summary>Takes out what an answer of /cluster/resources shows, begun at <paramref name="begunAt"/> from a dump made at <paramref name="asOf"/>.</summary>
    public SimulatedChange[] TakeShown(long asOf, long begunAt) =>
        Take(pending => pending.Live ? pending.Change.At.ToUnixTimeMilliseconds() <= begunAt : pending.PublishedAt <= asOf);

    /// <summary>Takes out what the live status of a guest shows.</summary>
    public SimulatedChange[] TakeShown(int vmid, long begunAt) => Take(pending => pending.Change.Vmid == vmid && pending.Change.At.ToUnixTimeMilliseconds() <= begunAt);

    private SimulatedChange[] Take(Predicate<Pending> shows)
    {
        if (_pending.Count == 0) return [];
        var shown = _pending.FindAll(shows);
        if (shown.Count > 0) _pending.RemoveAll(shown.ToHashSet().Contains);
        return [.. shown.Select(pending => pending.Change)];
    }
}

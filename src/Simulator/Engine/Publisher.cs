using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>
/// pvestatd: every 10 s each node, in its own phase, publishes itself, its guests and its storages to pmxcfs (api-facts §2).
/// </summary>
internal sealed class Publisher(ClusterModel state)
{
    private const float Noticeable = 0.03f;
    private const float Jitter = 0.0009f;
    private long _round;

    public void Schedule(Node node, long firstAt) => state.Queue.Add(firstAt, () => Round(node));

    private void Round(Node node)
    {
        if (node.Publishing) Publish(node);
        state.After(node.Round ?? state.Timings.PublishPeriod, () => Round(node));
    }

    public void Publish(Node node)
    {
        var now = state.Now;
        var partitioned = state.Unheard(node);
        _round++;
        foreach (var guest in node.Guests) Publish(guest, now, partitioned);
        var noise = 1 + (0.0018 * (SeededRandom.Unit(state.Options.Seed, node.Index, _round) - 0.5));
        node.Sample.Set(
            new(now, (now - node.BootAt) / 1000, Math.Min(1, node.Cpu * noise),
                (long)(node.MaxMemory * Math.Min(1, node.MemoryRatio * noise)), (long)(node.MaxDisk * node.DiskRatio)),
            now,
            partitioned);
        foreach (var storage in node.Storages.Where(storage => storage.Active))
            storage.Sample.Set(new(now, 0, 0, 0, storage.Used), now, partitioned);
        state.Changes.Published(node.Name, now);
    }

    private void Publish(Guest guest, long now, bool partitioned)
    {
        if (!guest.HasProcess || guest.Misreported)
        {
            guest.Sample.Set(new(now, RunState.Stopped, 0, 0, 0, 0), now, partitioned);
            return;
        }

        var running = guest.State == RunState.Running;
        if (running && !guest.HoldsLoad) Drift(guest);
        var noise = 1 + (Jitter * (float)((2 * SeededRandom.Unit(state.Options.Seed, guest.Vmid, _round)) - 1));
        var memory = (long)(guest.MaxMemory * (double)Math.Min(1, guest.MemoryLevel * noise));
        guest.Sample.Set(new(now, guest.State, guest.BootAt, running
            ? guest.CpuLevel * noise
            : 0, memory, guest.DiskLevel), now, partitioned);
    }

    private void Drift(Guest guest)
    {
        if (SeededRandom.Unit(state.Options.Seed, guest.Vmid, -_round) >= state.Options.Churn) return;
        var step = 1 + Noticeable + (Noticeable * (float)SeededRandom.Unit(state.Options.Seed, -guest.Vmid, _round));
        guest.CpuLevel = guest.CpuLevel * step > 0.6f ? 0.02f : guest.CpuLevel * step;
        guest.MemoryLevel = guest.MemoryLevel * step > 0.8f ? 0.3f : guest.MemoryLevel * step;
    }
}

using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>The entries that change after guests were notified.</summary>
internal sealed class FanOutResult
{
    public Dictionary<int, GuestEntry> Replaced { get; } = [];

    public HashSet<int> Gone { get; } = [];
}

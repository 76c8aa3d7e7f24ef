using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>What came of telling guests.</summary>
internal sealed class FanOutResult
{
    public Dictionary<int, GuestEntry> Replaced { get; } = [];

    public HashSet<int> Gone { get; } = [];
}

using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Snapshots;

/// <summary>An answer's rows made into the next snapshot.</summary>
internal static class Poll
{
    public static SnapshotDiff Of(ClusterSnapshot previous, double at, params IEnumerable<GuestSample> rows)
    {
        var builder = new SnapshotBuilder(previous, RuleSet.Default, Given.At(at));
        foreach (var row in rows) builder.Guest(row);
        return builder.Build();
    }

    /// <summary>A running container that uses a share of its disk and has run since the start.</summary>
    public static GuestSample Container(int vmid, double at = 0, double disk = 0.5) =>
        Given.Row(GuestStatus.Running, vmid, GuestKind.Container)
        with
        { Uptime = 1000 + (long)at, Disk = (long)(disk * 1000), MaxDisk = 1000, Cpu = 0.1 };
}

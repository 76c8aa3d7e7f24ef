using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>All true faults of a play.</summary>
internal static class TrueFaults
{
    public static IReadOnlyList<Fault> Of(World world)
    {
        var excuses = new Excuses(world);
        var downs = new GuestDowns(world, excuses).Find().ToList();
        IEnumerable<Fault> all =
        [
            .. downs, .. new GuestFaults(world, excuses).Find(), .. new NodeFaults(world, excuses).Find(),
            .. new PartFaults(world, excuses).Find(),
            .. new ClusterFaults(world, excuses).Find(downs), .. new MonitorFaults(world).Find(),
        ];
        return [.. all.Select(fault => fault.MustReport && Off(world, fault) ? fault with { MustReport = false } : fault)];
    }

    /// <summary>Whether all its conditions are disabled in a configuration; it then needs no report.</summary>
    private static bool Off(World world, Fault fault) => fault.Keys.Count > 0
        && fault.Keys.All(key => Switches.IsOffAtTimes(world, key[..key.IndexOf(':', StringComparison.Ordinal)], fault.Node));
}

using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Everything that was truly wrong in a play.</summary>
internal static class TrueFaults
{
    public static IReadOnlyList<Fault> Of(World world)
    {
        var excuses = new Excuses(world);
        var downs = new GuestDowns(world, excuses).Find().ToList();
        return
        [
            .. downs, .. new GuestFaults(world, excuses).Find(), .. new NodeFaults(world, excuses).Find(),
                .. new PartFaults(world, excuses).Find(),
            .. new ClusterFaults(world, excuses).Find(downs), .. new MonitorFaults(world).Find(),
        ];
    }
}

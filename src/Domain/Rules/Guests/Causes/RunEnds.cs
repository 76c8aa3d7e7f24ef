using static OrleansMonitor.Domain.Observations.TaskTypes;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>How tasks end guests' runs, by their type (api-facts §5).</summary>
internal static class RunEnds
{
    /// <summary>What a task about one guest does to its run; null for nothing.</summary>
    public static StopCauseKind? OfOne(string type) => Of(type) is (var work, not Reach.Many) ? By(work) : null;

    /// <summary>What a task about many guests does to their runs; null for nothing.</summary>
    public static StopCauseKind? OfMany(string type) =>
        type == StopAll ? StopCauseKind.NodeShutdown : Of(type) is (var work, Reach.Many) ? By(work) : null;

    private static StopCauseKind? By(Work work) => work switch
    {
        Work.Stop or Work.Shutdown or Work.Reboot or Work.Rollback or Work.Restore => StopCauseKind.StoppedByUser,
        Work.Suspend => StopCauseKind.Hibernated,
        Work.Migrate => StopCauseKind.Migration,
        Work.Backup => StopCauseKind.Backup,
        Work.Destroy => StopCauseKind.Destroyed,
        _ => null,
    };
}

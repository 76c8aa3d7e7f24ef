using static OrleansMonitor.Domain.Observations.TaskTypes;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>How task types end guests' runs (api-facts §5).</summary>
internal static class RunEnds
{
    /// <summary>The stop cause of a single-guest task; null if it does not end a run.</summary>
    public static StopCauseKind? OfOne(string type) => Of(type) is (var work, not Reach.Many) ? By(work) : null;

    /// <summary>The stop cause of a bulk task; null if it does not end runs.</summary>
    public static StopCauseKind? OfMany(string type)
    {
        if (type == StopAll) return StopCauseKind.NodeShutdown;
        return Of(type) is (var work, Reach.Many) ? By(work) : null;
    }

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

using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Dashboard.History;

/// <summary>One state of a strip; of several within one step the greatest is kept.</summary>
public enum StatusSample : byte
{
    /// <summary>Not watched.</summary>
    None,

    /// <summary>Runs, nothing stands on it.</summary>
    Up,

    /// <summary>Stopped.</summary>
    Down,

    /// <summary>Neither: paused, suspended, hibernated or on its way.</summary>
    Between,

    /// <summary>Not believed: old news.</summary>
    Stale,

    /// <summary>A warning stands on it.</summary>
    Warned,

    /// <summary>Something worse stands on it.</summary>
    Failed,
}

/// <summary>Judges states for strips.</summary>
internal static class StatusSamples
{
    public static StatusSample Of(ClusterPicture cluster, GuestEntry entry)
    {
        if (Worst(entry.Conditions) is { } standing) return standing;
        if (cluster.FreshnessOf(entry) != Freshness.Fresh) return StatusSample.Stale;
        return entry.Sample.Status switch
        {
            GuestStatus.Running => StatusSample.Up,
            GuestStatus.Stopped => StatusSample.Down,
            GuestStatus.IoError or GuestStatus.GuestPanicked or GuestStatus.InternalError => StatusSample.Failed,
            _ => StatusSample.Between,
        };
    }

    public static StatusSample Of(ClusterPicture cluster, NodeEntry entry)
    {
        if (Worst(entry.Conditions) is { } standing) return standing;
        return entry.Sample.Status switch
        {
            NodeStatus.Offline => StatusSample.Failed,
            _ => cluster.Header.FreshnessOn(entry) == Freshness.Fresh ? StatusSample.Up : StatusSample.Stale,
        };
    }

    private static StatusSample? Worst(System.Collections.Immutable.ImmutableArray<ActiveCondition> conditions)
    {
        StatusSample? worst = null;
        foreach (var condition in conditions)
        {
            if (condition.Severity >= Severity.Error) return StatusSample.Failed;
            if (condition.Severity == Severity.Warning) worst = StatusSample.Warned;
        }

        return worst;
    }
}

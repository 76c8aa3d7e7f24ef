using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Dashboard.History;

/// <summary>One state of a strip. Within one step the greatest value is kept.</summary>
public enum StatusSample : byte
{
    /// <summary>No sample.</summary>
    None,

    /// <summary>Running without active conditions.</summary>
    Up,

    /// <summary>Stopped.</summary>
    Down,

    /// <summary>Paused, suspended, hibernated or in transition.</summary>
    Between,

    /// <summary>The last sample is stale.</summary>
    Stale,

    /// <summary>A warning is active.</summary>
    Warned,

    /// <summary>A condition more severe than a warning is active.</summary>
    Failed,
}

/// <summary>Derives strip states from entries.</summary>
internal static class StatusSamples
{
    public static StatusSample Of(ClusterPicture cluster, GuestEntry entry)
    {
        if (Worst(entry.Conditions) is { } worst) return worst;
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
        if (Worst(entry.Conditions) is { } worst) return worst;
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

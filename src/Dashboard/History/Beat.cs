using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Dashboard.History;

/// <summary>One state of a strip; of several within one step the greatest is kept.</summary>
public enum Beat : byte
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
internal static class Beats
{
    public static Beat Of(ClusterPicture cluster, GuestEntry entry)
    {
        if (Standing(entry.Conditions) is { } standing) return standing;
        if (cluster.FreshnessOf(entry) != Freshness.Fresh) return Beat.Stale;
        return entry.Sample.Status switch
        {
            GuestStatus.Running => Beat.Up,
            GuestStatus.Stopped => Beat.Down,
            GuestStatus.IoError or GuestStatus.GuestPanicked or GuestStatus.InternalError => Beat.Failed,
            _ => Beat.Between,
        };
    }

    public static Beat Of(ClusterPicture cluster, NodeEntry entry)
    {
        if (Standing(entry.Conditions) is { } standing) return standing;
        return entry.Sample.Status switch
        {
            NodeStatus.Offline => Beat.Failed,
            _ => cluster.Header.FreshnessOn(entry) == Freshness.Fresh ? Beat.Up : Beat.Stale,
        };
    }

    private static Beat? Standing(System.Collections.Immutable.ImmutableArray<ActiveCondition> conditions)
    {
        Beat? worst = null;
        foreach (var condition in conditions)
        {
            if (condition.Severity >= Severity.Error) return Beat.Failed;
            if (condition.Severity == Severity.Warning) worst = Beat.Warned;
        }

        return worst;
    }
}

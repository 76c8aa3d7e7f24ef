using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>The health of a cluster by its worst active condition, not by whether polls work (<see cref="PollState"/>).</summary>
public enum ClusterHealth
{
    /// <summary>No condition is active, but the cluster cannot be seen.</summary>
    Unknown,

    /// <summary>The cluster is seen, and no condition is active.</summary>
    Ok,

    /// <summary>The worst active condition is <see cref="Severity.Info"/>.</summary>
    Info,

    /// <summary>The worst active condition is <see cref="Severity.Warning"/>.</summary>
    Warning,

    /// <summary>The worst active condition is <see cref="Severity.Error"/>.</summary>
    Error,

    /// <summary>
    /// The worst active condition is <see cref="Severity.Critical"/>, or the monitor does not poll the cluster (MONITOR_BLIND).
    /// </summary>
    Critical,
}

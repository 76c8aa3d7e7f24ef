using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>How a cluster is: by the worst that stands in it, not by whether polls work (<see cref="ClusterReach"/>).</summary>
public enum ClusterHealth
{
    /// <summary>Nothing bad is known, but it cannot be seen.</summary>
    Unknown,

    /// <summary>It is seen, and nothing stands.</summary>
    Ok,

    /// <summary>The worst that stands is <see cref="Severity.Info"/>.</summary>
    Info,

    /// <summary>The worst that stands is <see cref="Severity.Warning"/>.</summary>
    Warning,

    /// <summary>The worst that stands is <see cref="Severity.Error"/>.</summary>
    Error,

    /// <summary>The worst that stands is <see cref="Severity.Critical"/>, or the monitor itself does not see it (MONITOR_BLIND).</summary>
    Critical,
}

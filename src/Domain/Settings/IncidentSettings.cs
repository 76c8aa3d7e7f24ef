using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Settings;

/// <summary>How incidents are held and told.</summary>
/// <param name="Flapping">When a condition that comes and goes is held as one incident.</param>
/// <param name="ReleaseAfter">How long after a parent's end its children have to recover before they are told. Default 2 min: guests start
/// after their node.</param>
/// <param name="Maintenance">The configured maintenance windows.</param>
public sealed record IncidentSettings(FlapSettings Flapping, TimeSpan ReleaseAfter, ImmutableArray<MaintenanceWindow> Maintenance)
{
    /// <summary>The defaults, without any window.</summary>
    public static IncidentSettings Default { get; } = new(FlapSettings.Default, TimeSpan.FromMinutes(2), []);
}

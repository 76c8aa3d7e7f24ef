using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Settings;

/// <summary>Settings for incidents and their notification.</summary>
/// <param name="Flapping">When a recurring condition is kept in one incident.</param>
/// <param name="ReleaseAfter">How long children may take to recover after their parent's end before they are notified. Default 2 min:
/// guests start after their node.</param>
/// <param name="Maintenance">The configured maintenance windows.</param>
public sealed record IncidentSettings(FlapSettings Flapping, TimeSpan ReleaseAfter, ImmutableArray<MaintenanceWindow> Maintenance)
{
    /// <summary>The defaults, without any window.</summary>
    public static IncidentSettings Default { get; } = new(FlapSettings.Default, TimeSpan.FromMinutes(2), []);
}

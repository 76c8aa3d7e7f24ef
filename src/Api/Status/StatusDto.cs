using OrleansMonitor.Api.Clusters;

namespace OrleansMonitor.Api.Status;

/// <summary>How the monitor is.</summary>
internal sealed record StatusDto(
    string Version, bool Demo, DateTimeOffset StartedAt, int AutonomyLevel, KillSwitchDto KillSwitch, IReadOnlyList<ClusterDto> Clusters,
    int ActiveRemediations, int OpenIncidents, IReadOnlyList<SiloDto> Silos, StorageHealthDto Storage);

/// <summary>The switch that stops every action.</summary>
/// <param name="Active">True while nothing may be done.</param>
/// <param name="By">Who set it last.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
/// <param name="Stored">False while it is in force in memory alone, because the database does not take it yet.</param>
/// <param name="Note">What that means, in words; null where it is stored.</param>
internal sealed record KillSwitchDto(bool Active, string? By, string? Reason, DateTimeOffset? At, bool Stored, string? Note);

/// <summary>A silo of the silo cluster.</summary>
internal sealed record SiloDto(string Name, string Address, string Status);

/// <summary>Whether the database stores; if not, why, and when that was reported.</summary>
internal sealed record StorageHealthDto(bool Healthy, string? Error, DateTimeOffset? Since);

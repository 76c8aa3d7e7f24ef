using OrleansMonitor.Api.Clusters;

namespace OrleansMonitor.Api.Status;

/// <summary>The state of the monitor.</summary>
internal sealed record StatusDto(
    string Version, bool Demo, DateTimeOffset StartedAt, int AutonomyLevel, KillSwitchDto KillSwitch, IReadOnlyList<ClusterDto> Clusters,
    int ActiveRemediations, int OpenIncidents, IReadOnlyList<SiloDto> Silos, StorageHealthDto Storage);

/// <summary>The kill switch, which stops every action.</summary>
/// <param name="Active">True while no action is allowed.</param>
/// <param name="By">Who set it last.</param>
/// <param name="Reason">The reason given.</param>
/// <param name="At">When it was set last.</param>
/// <param name="Stored">False while it is in effect in memory only, because the database does not store it yet.</param>
/// <param name="Note">What that means, as text; null if it is stored.</param>
internal sealed record KillSwitchDto(bool Active, string? By, string? Reason, DateTimeOffset? At, bool Stored, string? Note);

/// <summary>A silo of the silo cluster.</summary>
internal sealed record SiloDto(string Name, string Address, string Status);

/// <summary>Whether the database stores; if not, why, and when that was reported.</summary>
internal sealed record StorageHealthDto(bool Healthy, string? Error, DateTimeOffset? Since);

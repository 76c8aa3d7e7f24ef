using OrleansMonitor.Api.Clusters;

namespace OrleansMonitor.Api.Status;

/// <summary>How the monitor is.</summary>
internal sealed record StatusDto(
    string Version, bool Demo, DateTimeOffset StartedAt, int AutonomyLevel, KillSwitchDto KillSwitch, IReadOnlyList<ClusterDto> Clusters,
    int ActiveRemediations, int OpenIncidents, IReadOnlyList<SiloDto> Silos, StorageDto Storage);

/// <summary>The switch that stops every action.</summary>
internal sealed record KillSwitchDto(bool Active, string? By, string? Reason, DateTimeOffset? At);

/// <summary>A silo of the silo cluster.</summary>
internal sealed record SiloDto(string Name, string Address, string Status);

/// <summary>Whether the database takes what it is given.</summary>
internal sealed record StorageDto(bool Healthy, string? Error);

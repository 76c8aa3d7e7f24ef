namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>Why a node went offline or rebooted.</summary>
public enum NodeDepartureKind
{
    /// <summary>The tasks cannot be read.</summary>
    Unknown,

    /// <summary>No known request: it crashed, was reset, or lost its power or network.</summary>
    Unexplained,

    /// <summary>A clean shutdown or reboot, which begins with <c>stopall</c> (api-facts §3).</summary>
    Shutdown,

    /// <summary>Proxmox HA maintenance mode.</summary>
    Maintenance,

    /// <summary>Proxmox HA fences it.</summary>
    Fenced,
}

/// <summary>Why a node went offline or rebooted, with its evidence.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="By">The user who requested it; null if none or not known.</param>
/// <param name="Description">The reason, as text.</param>
[GenerateSerializer, Immutable, Alias("node-departure")]
public sealed record NodeDeparture(
    [property: Id(0)] NodeDepartureKind Kind, [property: Id(1)] string? By, [property: Id(2)] string Description)
{
    /// <summary>The type of the task that began a clean shutdown; null otherwise.</summary>
    [Id(3)] public string? Task { get; init; }

    /// <summary>
    /// True if a clean shutdown can be neither proved nor ruled out: the token may read neither its metrics nor its tasks, or its task list
    /// is full of guest stops and may have dropped the task that began the shutdown.
    /// </summary>
    [Id(4)] public bool MayBePlanned { get; init; }

    /// <summary>True if it was requested, so the node returns or stays offline on purpose.</summary>
    public bool Planned => Kind is NodeDepartureKind.Shutdown or NodeDepartureKind.Maintenance;
}

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>Why a node left or began anew.</summary>
public enum NodeDepartureKind
{
    /// <summary>The tasks cannot be read.</summary>
    Unknown,

    /// <summary>Nobody is known to have wanted it: it crashed, was reset or lost its power or network.</summary>
    Unexplained,

    /// <summary>It was shut down or rebooted in order: that begins with <c>stopall</c> (api-facts §3).</summary>
    Shutdown,

    /// <summary>Proxmox HA has it in maintenance.</summary>
    Maintenance,

    /// <summary>Proxmox HA fences it.</summary>
    Fenced,
}

/// <summary>Why a node left or began anew, and what proves it.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="By">Who asked for it; null where nobody did or nobody knows.</param>
/// <param name="Description">In words.</param>
[GenerateSerializer, Immutable, Alias("node-departure")]
public sealed record NodeDeparture(
[property: Id(0)] NodeDepartureKind Kind, [property: Id(1)] string? By, [property: Id(2)] string Description)
{
    /// <summary>The type of the task with which an orderly shutdown began; null for anything else.</summary>
    [Id(3)] public string? Task { get; init; }

    /// <summary>
    /// True where nobody can tell whether it was shut down cleanly: the token may see neither its figures nor its tasks, or its last tasks
    /// end guests and their list is full, so that the one that begins an orderly shutdown may have fallen off it.
    /// </summary>
    [Id(4)] public bool MayBePlanned { get; init; }

    /// <summary>True where somebody wanted it, so that it is to come back or stays away on purpose.</summary>
    public bool Planned => Kind is NodeDepartureKind.Shutdown or NodeDepartureKind.Maintenance;
}

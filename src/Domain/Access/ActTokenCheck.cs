namespace OrleansMonitor.Domain.Access;

/// <summary>Whether the act token may do something.</summary>
public enum ActTokenState
{
    /// <summary>It could not be found out.</summary>
    Unreadable,

    /// <summary>None is configured: this cluster is never acted on.</summary>
    Absent,

    /// <summary>Proxmox does not accept it.</summary>
    Invalid,

    /// <summary>It lacks the privilege.</summary>
    Lacking,

    /// <summary>It holds the privilege.</summary>
    Privileged,

    /// <summary>The same Proxmox is configured as another cluster too, and is acted on as that one.</summary>
    Elsewhere,
}

/// <summary>Whether the act token may do something, and what to do where it may not.</summary>
/// <param name="State">Whether it may.</param>
/// <param name="Description">In words a person can act on, without secrets.</param>
[GenerateSerializer, Immutable, Alias("act-token-check")]
public sealed record ActTokenCheck([property: Id(0)] ActTokenState State, [property: Id(1)] string Description);

namespace OrleansMonitor.Domain.Access;

/// <summary>Whether the act token may perform an action.</summary>
public enum ActTokenState
{
    /// <summary>The check failed.</summary>
    Unreadable,

    /// <summary>No act token is configured: no repair runs on this cluster.</summary>
    Absent,

    /// <summary>Proxmox rejects the token.</summary>
    Invalid,

    /// <summary>The token lacks the privilege.</summary>
    Lacking,

    /// <summary>The token holds the privilege.</summary>
    Privileged,

    /// <summary>The same Proxmox is also configured as another cluster, and repairs run as that one.</summary>
    Elsewhere,
}

/// <summary>Whether the act token may perform an action, and the remedy if not.</summary>
/// <param name="State">The result.</param>
/// <param name="Description">Explanation and remedy for people, without secrets.</param>
[GenerateSerializer, Immutable, Alias("act-token-check")]
public sealed record ActTokenCheck([property: Id(0)] ActTokenState State, [property: Id(1)] string Description);

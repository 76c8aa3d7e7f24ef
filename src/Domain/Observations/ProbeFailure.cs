namespace OrleansMonitor.Domain.Observations;

/// <summary>The meaning of a failed read.</summary>
public enum ProbeFailureKind
{
    /// <summary>No endpoint reachable: connection refused or cut, no route, name not found.</summary>
    Transport,

    /// <summary>No answer within the call's time-out.</summary>
    TimedOut,

    /// <summary>The server's certificate is neither trusted nor the pinned one.</summary>
    UntrustedCertificate,

    /// <summary>401 from every endpoint. A single endpoint may only have lost its cluster file system (api-facts §1).</summary>
    Unauthorised,

    /// <summary>403: the token lacks the privilege that the message names.</summary>
    Forbidden,

    /// <summary>The guest's configuration is not on the requested node: it moved or is gone.</summary>
    GuestMoved,

    /// <summary>595 to 599: the endpoint could not reach the requested node (see also <see cref="NodeRefused"/>).</summary>
    NodeUnreachable,

    /// <summary>The cluster has no quorum.</summary>
    NoQuorum,

    /// <summary>501: this Proxmox version does not have the call.</summary>
    NotImplemented,

    /// <summary>400 or 500 with an error text from Proxmox.</summary>
    Refused,

    /// <summary>Not Proxmox JSON: truncated, HTML, or from another program.</summary>
    InvalidAnswer,

    /// <summary>The cluster is not configured.</summary>
    NotConfigured,

    /// <summary>595 Connection refused: the requested node is up, and its API is not (api-facts §1).</summary>
    NodeRefused,
}

/// <summary>Why a read of Proxmox failed.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Message">What happened, for people, without secrets.</param>
/// <param name="Advice">The remedy, for people.</param>
[GenerateSerializer, Immutable, Alias("probe-failure")]
public sealed record ProbeFailure(
    [property: Id(0)] ProbeFailureKind Kind,
    [property: Id(1)] string Message,
    [property: Id(2)] string Advice)
{
    /// <summary>True if there was no connection, or no answer in time. Any answer counts as reached.</summary>
    public bool IsNoAnswer => Kind is ProbeFailureKind.Transport or ProbeFailureKind.TimedOut;

    /// <summary>True if Proxmox answered and refused the token: 401 or 403.</summary>
    public bool IsTokenRefused => Kind is ProbeFailureKind.Unauthorised or ProbeFailureKind.Forbidden;

    /// <summary>True if the queried object gave no answer; false if it refused or answered uselessly.</summary>
    public bool IsSilence => Kind is not (ProbeFailureKind.Forbidden or ProbeFailureKind.NotImplemented or ProbeFailureKind.Refused
        or ProbeFailureKind.InvalidAnswer);

    /// <summary>Message and advice, as sentences.</summary>
    public string Description => Message is [.., '.' or '!' or '?'] ? $"{Message} {Advice}" : $"{Message}. {Advice}";
}

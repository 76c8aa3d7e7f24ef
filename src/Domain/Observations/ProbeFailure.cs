namespace OrleansMonitor.Domain.Observations;

/// <summary>What a failed read means.</summary>
public enum ProbeFailureKind
{
    /// <summary>No endpoint could be reached: connection refused, no route, name not found, connection cut.</summary>
    Transport,

    /// <summary>No answer within the call's time-out.</summary>
    TimedOut,

    /// <summary>The server's certificate is neither trusted nor the pinned one.</summary>
    UntrustedCertificate,

    /// <summary>401 from every endpoint. One endpoint alone may only have lost its cluster file system (api-facts §1).</summary>
    Unauthorised,

    /// <summary>403: the token lacks the privilege that the message names.</summary>
    Forbidden,

    /// <summary>The guest's configuration is not on the node asked: it moved or is gone.</summary>
    GuestMoved,

    /// <summary>595 to 599: the endpoint could not reach the node asked for.</summary>
    NodeUnreachable,

    /// <summary>The cluster has no quorum.</summary>
    NoQuorum,

    /// <summary>501: this Proxmox does not know the call.</summary>
    NotImplemented,

    /// <summary>400 or 500 with a text of Proxmox' own.</summary>
    Refused,

    /// <summary>An answer that is not Proxmox' JSON: cut short, HTML, another program's.</summary>
    InvalidAnswer,

    /// <summary>The cluster is not configured.</summary>
    NotConfigured,
}

/// <summary>Why a read of Proxmox failed.</summary>
/// <param name="Kind">Its meaning.</param>
/// <param name="Message">What happened, in words for a person, without secrets.</param>
/// <param name="Advice">What a person can do about it.</param>
[GenerateSerializer, Immutable, Alias("probe-failure")]
public sealed record ProbeFailure(
    [property: Id(0)] ProbeFailureKind Kind,
    [property: Id(1)] string Message,
    [property: Id(2)] string Advice)
{
    /// <summary>True where nobody answered: no connection, or no answer in time. What answers with anything is reached.</summary>
    public bool IsNoAnswer => Kind is ProbeFailureKind.Transport or ProbeFailureKind.TimedOut;

    /// <summary>True where Proxmox answered and did not take the token: 401 or 403.</summary>
    public bool IsTokenRefused => Kind is ProbeFailureKind.Unauthorised or ProbeFailureKind.Forbidden;

    /// <summary>True where what was asked gave no answer; false where it refused, or said nothing of use.</summary>
    public bool IsSilence => Kind is not (ProbeFailureKind.Forbidden or ProbeFailureKind.NotImplemented or ProbeFailureKind.Refused
        or ProbeFailureKind.InvalidAnswer);

    /// <summary>What happened and what to do, as sentences.</summary>
    public string Description => Message is [.., '.' or '!' or '?'] ? $"{Message} {Advice}" : $"{Message}. {Advice}";
}

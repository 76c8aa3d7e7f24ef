namespace OrleansMonitor.Domain.Runbooks;

/// <summary>The possible outcomes of sending an action.</summary>
public enum ActResultKind
{
    /// <summary>Proxmox accepted the request. Verification finds out whether the action works.</summary>
    Accepted,

    /// <summary>Proxmox refused the request. Nothing was done.</summary>
    Refused,

    /// <summary>The request was certainly not sent. Nothing was done.</summary>
    NotSent,

    /// <summary>
    /// No usable answer came after the request was sent, so the action may have been done. It is never sent again before that has been
    /// checked.
    /// </summary>
    Unknown,
}

/// <summary>The outcome of sending an action, with its reason as text without secrets.</summary>
[GenerateSerializer, Immutable, Alias("act-result")]
public sealed record ActResult
{
    private ActResult(ActResultKind kind, string reason) => (Kind, Reason) = (kind, reason);

    /// <summary>The kind of outcome.</summary>
    [Id(0)] public ActResultKind Kind { get; private init; }

    /// <summary>The reason, as text that a person can act on.</summary>
    [Id(1)] public string Reason { get; private init; }

    /// <summary>The PVE task that carries out the action; null if there is none (waking a node) or if it is not known.</summary>
    [Id(2)] public string? Upid { get; private init; }

    /// <summary>True for a refusal that a retry does not change, such as a missing privilege or a node without a MAC address.</summary>
    [Id(3)] public bool Lasting { get; private init; }

    /// <summary>Creates the result of a request that Proxmox accepted.</summary>
    public static ActResult Accepted(string? upid, string reason) => new(ActResultKind.Accepted, reason) { Upid = upid };

    /// <summary>Creates the result of a request that Proxmox refused.</summary>
    public static ActResult Refused(string reason, bool lasting = false) => new(ActResultKind.Refused, reason) { Lasting = lasting };

    /// <summary>Creates the result of a request that was certainly not sent.</summary>
    public static ActResult NotSent(string reason, bool lasting = false) => new(ActResultKind.NotSent, reason) { Lasting = lasting };

    /// <summary>Creates the result of a request that may have been carried out.</summary>
    public static ActResult Unknown(string reason) => new(ActResultKind.Unknown, reason);
}

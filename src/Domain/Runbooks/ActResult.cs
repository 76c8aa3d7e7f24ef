namespace OrleansMonitor.Domain.Runbooks;

/// <summary>What sending an action came to.</summary>
public enum ActResultKind
{
    /// <summary>Proxmox took it on; whether it works out is for verification to find.</summary>
    Accepted,

    /// <summary>Proxmox said no: nothing was done.</summary>
    Refused,

    /// <summary>It certainly never left: nothing was done.</summary>
    NotSent,

    /// <summary>It may have been done: no usable answer came after it was sent. Never sent again without looking first.</summary>
    Unknown,
}

/// <summary>What sending an action came to, with the reason in words, without secrets.</summary>
[GenerateSerializer, Immutable, Alias("act-result")]
public sealed record ActResult
{
    private ActResult(ActResultKind kind, string reason) => (Kind, Reason) = (kind, reason);

    /// <summary>What it came to.</summary>
    [Id(0)] public ActResultKind Kind { get; private init; }

    /// <summary>Why, in words a person can act on.</summary>
    [Id(1)] public string Reason { get; private init; }

    /// <summary>The PVE task that carries it out; null where none does (waking a node) or none is known.</summary>
    [Id(2)] public string? Upid { get; private init; }

    /// <summary>True for a refusal that no repetition changes: a missing privilege, a node without a MAC address.</summary>
    [Id(3)] public bool Lasting { get; private init; }

    /// <summary>Proxmox took it on.</summary>
    public static ActResult Accepted(string? upid, string reason) => new(ActResultKind.Accepted, reason) { Upid = upid };

    /// <summary>Proxmox said no.</summary>
    public static ActResult Refused(string reason, bool lasting = false) => new(ActResultKind.Refused, reason) { Lasting = lasting };

    /// <summary>It never left.</summary>
    public static ActResult NotSent(string reason, bool lasting = false) => new(ActResultKind.NotSent, reason) { Lasting = lasting };

    /// <summary>It may have been done.</summary>
    public static ActResult Unknown(string reason) => new(ActResultKind.Unknown, reason);
}

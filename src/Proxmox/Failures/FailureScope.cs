namespace OrleansMonitor.Proxmox.Failures;

/// <summary>Whose trouble a failure is, which decides whether another endpoint is asked.</summary>
internal enum FailureScope
{
    /// <summary>The cluster's word; every endpoint would say the same.</summary>
    Cluster,

    /// <summary>The node asked about, or this endpoint's way to it: one other endpoint tells which.</summary>
    Node,

    /// <summary>This endpoint alone, for all that is known.</summary>
    Endpoint,
}

/// <summary>A failed try at one endpoint.</summary>
internal sealed record CallFailure(ProbeFailure Failure, FailureScope Scope)
{
    /// <summary>How long the endpoint wants to be left alone; null where it did not say.</summary>
    public TimeSpan? Rest { get; init; }

    public CallFailure(ProbeFailureKind kind, FailureScope scope, string message, string advice)
        : this(new ProbeFailure(kind, message, advice), scope)
    {
    }
}

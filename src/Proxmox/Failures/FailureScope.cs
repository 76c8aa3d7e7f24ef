namespace OrleansMonitor.Proxmox.Failures;

/// <summary>The scope of a failure, which decides whether another endpoint is tried.</summary>
internal enum FailureScope
{
    /// <summary>The whole cluster: every endpoint would answer the same.</summary>
    Cluster,

    /// <summary>The queried node or this endpoint's connection to it: one other endpoint shows which.</summary>
    Node,

    /// <summary>Only this endpoint, as far as known.</summary>
    Endpoint,

    /// <summary>Only this call, which nobody waits for: no other endpoint is tried, and the endpoint's health does not change.</summary>
    Call,
}

/// <summary>A failed call to one endpoint.</summary>
internal sealed record CallFailure(ProbeFailure Failure, FailureScope Scope)
{
    /// <summary>The pause that the endpoint requested; null for none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public CallFailure(ProbeFailureKind kind, FailureScope scope, string message, string advice)
        : this(new ProbeFailure(kind, message, advice), scope)
    {
    }
}

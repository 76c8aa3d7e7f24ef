namespace OrleansMonitor.Simulator.Faults;

/// <summary>A fault for matching requests. All conditions must hold; null matches everything.</summary>
public sealed record FaultRule
{
    /// <summary>Start of the path below <c>/api2/json</c>, for example <c>/cluster/resources</c>.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>Regular expression on the path below <c>/api2/json</c>.</summary>
    public string? PathPattern { get; init; }

    /// <summary>Only requests with this method, such as <c>POST</c>.</summary>
    public string? Method { get; init; }

    /// <summary>Only requests to the address of this node.</summary>
    public string? Node { get; init; }

    /// <summary>The number of requests it affects; null for all until it is removed.</summary>
    public int? Times { get; init; }

    /// <summary>Delay the response.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Never answer; the connection stays open until the client leaves or the rule is removed.</summary>
    public bool Hang { get; init; }

    /// <summary>Respond with this status and an empty body.</summary>
    public int? Status { get; init; }

    /// <summary>Reason phrase that goes with <see cref="Status"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Announce the full length, send this many bytes, then close the connection.</summary>
    public int? TruncateAfterBytes { get; init; }

    /// <summary>Send a body that is invalid JSON from its middle on.</summary>
    public bool InvalidJson { get; init; }

    /// <summary>Omit rows of <c>/cluster/resources</c> and <c>/cluster/status</c> with these ids, for example <c>qemu/100</c>.</summary>
    public Predicate<string>? DropRows { get; init; }

    /// <summary>Replace the body by the result of this function.</summary>
    public Func<byte[], byte[]>? RewriteBody { get; init; }

    /// <summary>Execute the request, then close the connection instead of responding.</summary>
    public bool LoseAnswer { get; init; }

    /// <summary>Close the connection instead of responding.</summary>
    public bool AbortConnection { get; init; }
}

namespace OrleansMonitor.Simulator.Faults;

/// <summary>
/// Something that goes wrong with matching requests. All conditions must hold; what is left null matches everything.
/// </summary>
public sealed record FaultRule
{
    /// <summary>Start of the path below <c>/api2/json</c>, for example <c>/cluster/resources</c>.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>Regular expression on the path below <c>/api2/json</c>.</summary>
    public string? PathPattern { get; init; }

    /// <summary>Only requests with this method, such as <c>POST</c>.</summary>
    public string? Method { get; init; }

    /// <summary>Only on the address of this node.</summary>
    public string? Node { get; init; }

    /// <summary>How many requests it hits; null is all until removed.</summary>
    public int? Times { get; init; }

    /// <summary>Answer later.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Never answer; the connection stays open until the client leaves or the rule is removed.</summary>
    public bool Hang { get; init; }

    /// <summary>Answer this status with an empty body instead.</summary>
    public int? Status { get; init; }

    /// <summary>Reason phrase that goes with <see cref="Status"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Announce the whole body, send this many bytes of it, then close.</summary>
    public int? TruncateAfterBytes { get; init; }

    /// <summary>Send a body that is not JSON from its middle on.</summary>
    public bool InvalidJson { get; init; }

    /// <summary>Leave out the rows of <c>/cluster/resources</c> with these ids, for example <c>qemu/100</c>.</summary>
    public Predicate<string>? DropRows { get; init; }

    /// <summary>Send what this makes of the body instead of the body.</summary>
    public Func<byte[], byte[]>? RewriteBody { get; init; }

    /// <summary>Carry the request out, then close the connection instead of answering.</summary>
    public bool LoseAnswer { get; init; }

    /// <summary>Close the connection instead of answering.</summary>
    public bool AbortConnection { get; init; }
}

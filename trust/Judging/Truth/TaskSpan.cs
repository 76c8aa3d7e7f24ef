namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>A PVE task and how long it ran.</summary>
/// <param name="Upid">Its UPID.</param>
/// <param name="Node">Its node.</param>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its object; empty for all guests of its node.</param>
/// <param name="User">The requesting user.</param>
/// <param name="Ran">When it ran.</param>
/// <param name="Ended">Its result; null if it still ran at the end of the story.</param>
internal sealed record TaskSpan(string Upid, string Node, string Type, string Id, string User, Span Ran, string? Ended)
{
    public bool ByRoot => User == "root@pam";

    public bool Failed => Ended is not null and not "OK";

    /// <summary>The type without its prefix for VMs or containers: <c>start</c>, <c>stop</c>, <c>migrate</c> …</summary>
    public string Verb => Type switch
    {
        "vzdump" => Type,
        "qmigrate" => "migrate",
        _ when Type.StartsWith("qm", StringComparison.Ordinal) || Type.StartsWith("vz", StringComparison.Ordinal) => Type[2..],
        _ => Type,
    };

    /// <summary>Whether it shuts down all guests of a node, like the first task of a node shutdown.</summary>
    public bool StopsAllOf(string node) => Type is "stopall" or "bulk-shutdown" && Node == node;

    public bool RanAt(DateTimeOffset at) => Ran.From <= at && at <= Ran.To;
}

namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>A PVE task and how long it ran.</summary>
/// <param name="Upid">Its UPID.</param>
/// <param name="Node">Its node.</param>
/// <param name="Type">Its type.</param>
/// <param name="Id">What it was about; empty for all guests of its node.</param>
/// <param name="User">Who asked for it.</param>
/// <param name="Ran">From when until when.</param>
/// <param name="Ended">What it came to; null where it still ran at the story's end.</param>
internal sealed record TaskSpan(string Upid, string Node, string Type, string Id, string User, Span Ran, string? Ended)
{
    public bool ByRoot => User == "root@pam";

    public bool Failed => Ended is not null and not "OK";

    /// <summary>The type without the letters that tell a VM's from a container's: <c>start</c>, <c>stop</c>, <c>migrate</c> …</summary>
    public string Verb => Type switch
    {
        "vzdump" => Type,
        "qmigrate" => "migrate",
        _ when Type.StartsWith("qm", StringComparison.Ordinal) || Type.StartsWith("vz", StringComparison.Ordinal) => Type[2..],
        _ => Type,
    };

    /// <summary>Whether it shuts down all guests of a node, as an orderly shutdown of the node does first.</summary>
    public bool StopsAllOf(string node) => Type is "stopall" or "bulk-shutdown" && Node == node;

    public bool RanAt(DateTimeOffset at) => Ran.From <= at && at <= Ran.To;
}

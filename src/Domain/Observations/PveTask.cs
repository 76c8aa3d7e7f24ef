using System.Globalization;

namespace OrleansMonitor.Domain.Observations;

/// <summary>A PVE task: a row of <c>/nodes/{node}/tasks</c> (api-facts §6). Times are by the node's clock.</summary>
/// <param name="Upid">Its UPID.</param>
/// <param name="Node">The node that ran it.</param>
/// <param name="Type">Its type, such as <c>qmstop</c> or <c>vzdump</c> (api-facts §5).</param>
/// <param name="Id">Its subject, mostly a VMID; empty for a job over several guests.</param>
/// <param name="User">The user, including the token's name if one was used.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Status"><c>OK</c>, <c>WARNINGS: n</c>, or an error text; null while it runs.</param>
[GenerateSerializer, Immutable, Alias("pve-task")]
public sealed record PveTask(
    [property: Id(0)] string Upid,
    [property: Id(1)] string Node,
    [property: Id(2)] string Type,
    [property: Id(3)] string Id,
    [property: Id(4)] string User,
    [property: Id(5)] DateTimeOffset StartedAt,
    [property: Id(6)] DateTimeOffset? EndedAt,
    [property: Id(7)] string? Status)
{
    /// <summary>The node's uptime when it began, independent of clock errors; null if the UPID does not contain it.</summary>
    public TimeSpan? NodeUptime =>
        Upid.Split(':') is ["UPID", _, _, { Length: 8 or 9 } ticks, ..]
        && long.TryParse(ticks, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hundredths)
            ? TimeSpan.FromMilliseconds(hundredths * 10)
            : null;

    /// <summary>True if it ended with neither OK nor only warnings (api-facts §6).</summary>
    public bool Failed =>
        EndedAt is not null && Status is not (null or "OK") && !Status.StartsWith("WARNINGS:", StringComparison.Ordinal);
}

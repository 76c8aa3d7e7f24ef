using System.Globalization;

namespace OrleansMonitor.Domain.Observations;

/// <summary>A PVE task: a row of <c>/nodes/{node}/tasks</c> (api-facts §6). Times are the node's clock.</summary>
/// <param name="Upid">Proxmox' id of it.</param>
/// <param name="Node">The node that ran it.</param>
/// <param name="Type">Its kind, such as <c>qmstop</c> or <c>vzdump</c> (api-facts §5).</param>
/// <param name="Id">What it was about, mostly a VMID; empty for a job over several guests.</param>
/// <param name="User">Who asked for it, with the token's name where one was used.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Status"><c>OK</c>, <c>WARNINGS: n</c>, an error's text; null while it runs.</param>
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
    /// <summary>
    /// How long its node had been up when it began, which no clock that is wrong or set can spoil; null where its UPID does not tell.
    /// </summary>
    public TimeSpan? NodeUptime =>
        Upid.Split(':') is ["UPID", _, _, { Length: 8 or 9 } ticks, ..]
        && long.TryParse(ticks, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hundredths)
            ? TimeSpan.FromMilliseconds(hundredths * 10)
            : null;

    /// <summary>True once it ended with neither OK nor warnings only (api-facts §6).</summary>
    public bool Failed =>
        EndedAt is not null && Status is not (null or "OK") && !Status.StartsWith("WARNINGS:", StringComparison.Ordinal);
}

namespace OrleansMonitor.Domain.Observations;

/// <summary>A node's own memory report: <c>memory</c> of <c>/nodes/{node}/status</c> (api-facts §8).</summary>
/// <param name="Total">Total, bytes.</param>
/// <param name="Used">Used, bytes, including caches such as the ZFS ARC.</param>
/// <param name="Available">Available to programs, bytes, including reclaimable caches; null before 9.x.</param>
[GenerateSerializer, Immutable, Alias("node-memory")]
public sealed record NodeMemory([property: Id(0)] long? Total, [property: Id(1)] long? Used, [property: Id(2)] long? Available)
{
    /// <summary>The share not available to programs, 0 to 1; null if not reported.</summary>
    public double? TakenRatio =>
        Total is > 0 and var total && Available is >= 0 and var left && left <= total ? 1 - ((double)left / total) : null;
}

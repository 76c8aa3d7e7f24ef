namespace OrleansMonitor.Domain.Observations;

/// <summary>A node's memory as it tells itself: <c>memory</c> of <c>/nodes/{node}/status</c> (api-facts §8).</summary>
/// <param name="Total">Bytes in all.</param>
/// <param name="Used">Bytes in use, caches such as ZFS' included.</param>
/// <param name="Available">Bytes that programs can get, caches that give way included; null before 9.x.</param>
[GenerateSerializer, Immutable, Alias("node-memory")]
public sealed record NodeMemory([property: Id(0)] long? Total, [property: Id(1)] long? Used, [property: Id(2)] long? Available)
{
    /// <summary>The share that programs cannot get, 0 to 1; null where that is not told.</summary>
    public double? TakenRatio =>
        Total is > 0 and var total && Available is >= 0 and var left && left <= total ? 1 - ((double)left / total) : null;
}

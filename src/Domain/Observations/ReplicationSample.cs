namespace OrleansMonitor.Domain.Observations;

/// <summary>A replication job as its source node sees it: a row of <c>/nodes/{node}/replication</c>.</summary>
/// <param name="Id">The job, such as <c>100-0</c>.</param>
/// <param name="Vmid">The guest that it copies.</param>
/// <param name="Target">The node that it copies to, or null.</param>
/// <param name="FailCount">Failures since the last success.</param>
/// <param name="Error">The last failure's text, or null.</param>
/// <param name="LastSync">When it last succeeded, or null for never.</param>
/// <param name="Disabled">True where somebody switched the job off.</param>
[GenerateSerializer, Immutable, Alias("replication-sample")]
public readonly record struct ReplicationSample(
    [property: Id(0)] string Id,
    [property: Id(1)] int Vmid,
    [property: Id(2)] string? Target,
    [property: Id(3)] int FailCount,
    [property: Id(4)] string? Error,
    [property: Id(5)] DateTimeOffset? LastSync,
    [property: Id(6)] bool Disabled);

namespace OrleansMonitor.Domain.Observations;

/// <summary>A replication job on its source node: a row of <c>/nodes/{node}/replication</c>.</summary>
/// <param name="Id">The job, such as <c>100-0</c>.</param>
/// <param name="Vmid">The replicated guest.</param>
/// <param name="Target">The target node, or null.</param>
/// <param name="FailCount">Failures since the last success.</param>
/// <param name="Error">The last error text, or null.</param>
/// <param name="LastSync">When it last succeeded; null for never.</param>
/// <param name="Disabled">True if the job is disabled.</param>
/// <param name="LastTry">When it last ran, by its node's clock; null if never or not known.</param>
[GenerateSerializer, Immutable, Alias("replication-sample")]
public readonly record struct ReplicationSample(
    [property: Id(0)] string Id,
    [property: Id(1)] int Vmid,
    [property: Id(2)] string? Target,
    [property: Id(3)] int FailCount,
    [property: Id(4)] string? Error,
    [property: Id(5)] DateTimeOffset? LastSync,
    [property: Id(6)] bool Disabled,
    [property: Id(7)] DateTimeOffset? LastTry = null);

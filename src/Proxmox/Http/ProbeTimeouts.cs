namespace OrleansMonitor.Proxmox.Http;

/// <summary>
/// Timeouts of a complete response from one endpoint; waiting for a free slot does not count. A call that failed on one endpoint is tried
/// on others, but ends with its second timeout. Short timeouts detect failures sooner; one below Proxmox' own pace reports false ones: a
/// 401 takes it 3 s (api-facts §1).
/// </summary>
public sealed record ProbeTimeouts
{
    /// <summary>TCP and TLS connect to an endpoint. Default 4 s; a switched-off host does not answer at all.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary><c>/cluster/resources</c>. Default 10 s; 100,000 guests are 31 MB.</summary>
    public TimeSpan Resources { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>/cluster/status</c>. Default 10 s.</summary>
    public TimeSpan Membership { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A guest's <c>status/current</c>. Default 5 s: it confirms a suspicion, and a dead node would delay it by 30 s (api-facts §1).
    /// </summary>
    public TimeSpan Guest { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary><c>/nodes/{node}/tasks</c>. Default 10 s.</summary>
    public TimeSpan Tasks { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>/nodes/{node}/services</c>. Default 15 s.</summary>
    public TimeSpan Services { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary><c>/nodes/{node}/storage</c>. Default 15 s; it hangs with a hung mount (api-facts §8).</summary>
    public TimeSpan Storages { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Certificates, replication, guests without a backup. Default 15 s.</summary>
    public TimeSpan Other { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary><c>/cluster/metrics/export</c>. Default 30 s: the endpoint asks all members, up to 20 s each.</summary>
    public TimeSpan Metrics { get; init; } = TimeSpan.FromSeconds(30);
}

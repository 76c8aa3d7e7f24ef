namespace OrleansMonitor.Proxmox.Acting;

/// <summary>The time limits of calls that change Proxmox.</summary>
public sealed record ActTimeouts
{
    /// <summary>
    /// The limit for TCP and TLS to an endpoint, and for the end of other requests to it. After it another endpoint is tried, since nothing
    /// was sent. Default 4 s.
    /// </summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// The limit from the connection attempt to the answer. Default 35 s: Proxmox itself gives up on a node after 30 s (api-facts §1), and
    /// a definite answer is worth the wait. With a shorter limit, outcomes would be unknown that Proxmox would have reported.
    /// </summary>
    public TimeSpan Post { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>The limit for reading a task or permissions. Default 10 s.</summary>
    public TimeSpan Read { get; init; } = TimeSpan.FromSeconds(10);
}

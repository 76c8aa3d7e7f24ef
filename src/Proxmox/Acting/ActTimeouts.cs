namespace OrleansMonitor.Proxmox.Acting;

/// <summary>How long calls that act may take.</summary>
public sealed record ActTimeouts
{
    /// <summary>TCP and TLS to an endpoint; another is tried afterwards, since nothing was sent. Default 4 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// From the connection attempt to the answer. Default 35 s: Proxmox itself gives up on a node after 30 s (api-facts §1), and a definite
    /// answer is worth the wait. A shorter one makes outcomes unknown that would have been told.
    /// </summary>
    public TimeSpan Post { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>Reading a task or permissions. Default 10 s.</summary>
    public TimeSpan Read { get; init; } = TimeSpan.FromSeconds(10);
}

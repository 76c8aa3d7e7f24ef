namespace OrleansMonitor.Simulator.Options;

/// <summary>
/// How long things take in the simulated cluster. The defaults are what was measured on real clusters (api-facts §1–§7);
/// tests and the demo shorten them. All are real time on the simulator's <see cref="TimeProvider"/>.
/// </summary>
public sealed record SimulatorTimings
{
    /// <summary>Period of pvestatd's rounds on each node (api-facts §2). Default 10 s.</summary>
    public TimeSpan PublishPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long pmxcfs serves the same dump (api-facts §2). Default 2 s.</summary>
    public TimeSpan FileSystemCache { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long each of the three pveproxy workers keeps its dump; different ages make rows flip back. Default 2 s.</summary>
    public TimeSpan WorkerCache { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Age at which published values are dropped and rows turn <c>unknown</c> (api-facts §2). Default 300 s.</summary>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>From a node's death until the others see it offline (api-facts §3). Default 8 s.</summary>
    public TimeSpan OfflineAfter { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a 401 is held back (api-facts §1). Default 3 s.</summary>
    public TimeSpan AuthDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>When pveproxy gives up on a node that accepts but never answers: <c>596 Connection timed out</c>. Default 30 s.</summary>
    public TimeSpan ProxyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When pveproxy learns that a powered-off node has no route: <c>595 No route to host</c>. Default 3 s.</summary>
    public TimeSpan NoRouteDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Length of a start task. Default 1 s.</summary>
    public TimeSpan GuestStart { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Length of a stop task. Default 1 s.</summary>
    public TimeSpan GuestStop { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Length of a shutdown task. Default 3 s.</summary>
    public TimeSpan GuestShutdown { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>From a guest's start until its guest agent answers. Default 15 s.</summary>
    public TimeSpan AgentReady { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a backup copies. Default 20 s.</summary>
    public TimeSpan Backup { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Length of a snapshot task without memory. Default 2 s.</summary>
    public TimeSpan Snapshot { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From a live migration's start until the guest runs on the target. Default 4 s.</summary>
    public TimeSpan Migration { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>From the end of a reboot's shutdown until the node starts anew. Default 10 s.</summary>
    public TimeSpan NodeFirmware { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From power-on of a node until it is a cluster member again. Default 10 s.</summary>
    public TimeSpan NodeBoot { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From then until it starts its guests: its <c>startall-onboot-delay</c>.</summary>
    public TimeSpan StartAllDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Period of the HA manager's and local resource managers' rounds. Default 10 s.</summary>
    public TimeSpan HaRound { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// From a node's death until the HA manager marks it unknown, if the manager's master died with it (api-facts §3). Default 113 s; with
    /// a living master 15 s.
    /// </summary>
    public TimeSpan HaMasterTakeover { get; init; } = TimeSpan.FromSeconds(113);

    /// <summary>From "unknown" to "fence" of a dead node. Default 61 s.</summary>
    public TimeSpan HaFenceDelay { get; init; } = TimeSpan.FromSeconds(61);

    /// <summary>From loss of quorum until a node with active HA services resets itself (api-facts §3). Default 60 s.</summary>
    public TimeSpan SelfFence { get; init; } = TimeSpan.FromSeconds(60);
}

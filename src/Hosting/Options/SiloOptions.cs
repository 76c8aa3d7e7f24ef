namespace OrleansMonitor.Hosting.Options;

/// <summary>The silo's own addresses. It listens on loopback only.</summary>
public sealed class SiloOptions
{
    /// <summary>The silo cluster's name. Default <c>monitor</c>.</summary>
    public string ClusterId { get; init; } = "monitor";

    /// <summary>Port for other silos, 1 to 65535. Keep it fixed: a restart on the same port is noticed at once. Default 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for Orleans clients; 0 opens none. Default 30000.</summary>
    public int GatewayPort { get; init; } = 30000;
}

namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// The silo's own addresses, and how silos trust each other. Whoever reaches a silo's port can do everything, so it listens on loopback
/// only unless told otherwise.
/// </summary>
public sealed class SiloOptions
{
    /// <summary>The silo cluster's name. Default <c>monitor</c>.</summary>
    public string ClusterId { get; init; } = "monitor";

    /// <summary>Port for other silos, 1 to 65535. Keep it fixed: a restart on the same port is noticed at once. Default 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for Orleans clients; 0 opens none, which is enough for the monitor. Default 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>
    /// The address or host name under which other silos reach this one, and on which it listens; null for loopback. Beyond loopback it
    /// needs <see cref="Tls"/>.
    /// </summary>
    public string? AdvertisedIP { get; init; }

    /// <summary>Certificates by which silos know each other.</summary>
    public SiloTlsOptions Tls { get; init; } = new();

    /// <summary>Lets silos talk beyond loopback without TLS, for a network that nobody else is on. Default false.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>
    /// Serves Orleans' own dashboard under <c>/orleans</c> at API hosts, behind the API's key; costs about 70 MB and 2 % of a core. Set it
    /// on all silos. Default false.
    /// </summary>
    public bool Dashboard { get; init; }
}

/// <summary>Mutual TLS 1.3 between silos. All three or none.</summary>
public sealed class SiloTlsOptions
{
    /// <summary>The silo's certificate, PEM, with intermediates if any after it.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its key, PEM, not encrypted.</summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// The authority that signs the silos' certificates, PEM. Every certificate that it signs is let in: use one of the silo cluster's own.
    /// </summary>
    public string? CaFile { get; init; }
}

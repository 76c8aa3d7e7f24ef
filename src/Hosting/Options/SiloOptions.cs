namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// The silo's addresses and certificates. Whoever reaches a silo's port has full control, so it listens on loopback unless configured
/// otherwise.
/// </summary>
public sealed class SiloOptions
{
    /// <summary>The silo cluster's name. Default <c>monitor</c>.</summary>
    public string ClusterId { get; init; } = "monitor";

    /// <summary>Port for other silos, 1 to 65535. Keep it fixed: a restart on the same port is detected at once. Default 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for Orleans clients; 0 opens none, which suffices for the monitor. Default 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>
    /// The address or host name on which this silo listens and other silos reach it; null for loopback. Beyond loopback it requires <see
    /// cref="Tls"/>.
    /// </summary>
    public string? AdvertisedIP { get; init; }

    /// <summary>The certificates with which silos authenticate each other.</summary>
    public SiloTlsOptions Tls { get; init; } = new();

    /// <summary>Allows connections beyond loopback without TLS, for a network of the silos' own. Default false.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>
    /// Serves Orleans' own dashboard under <c>/orleans</c> on API hosts, behind the API's key; costs about 70 MB and 2 % of a core. Set it
    /// on all silos. Default false.
    /// </summary>
    public bool Dashboard { get; init; }
}

/// <summary>Mutual TLS 1.3 between silos. Set all three files or none.</summary>
public sealed class SiloTlsOptions
{
    /// <summary>The silo's certificate, PEM, followed by intermediates if any.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its private key, PEM, not encrypted.</summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// The authority that signs the silos' certificates, PEM. Every certificate signed by it is accepted, so use one of the silo cluster's
    /// own.
    /// </summary>
    public string? CaFile { get; init; }
}

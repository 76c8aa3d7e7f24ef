namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// The silo's addresses and certificates. Whoever reaches a silo's port has full control. A silo on SQLite is alone and opens no port; on
/// PostgreSQL it takes certificates, on loopback too.
/// </summary>
public sealed class SiloOptions
{
    /// <summary>The silo cluster's name. Default <c>monitor</c>.</summary>
    public string ClusterId { get; init; } = "monitor";

    /// <summary>
    /// Port for other silos, 1 to 65535. Keep it fixed: a restart on the same port is detected at once. Only part of the silo's name with
    /// SQLite. Default 11111.
    /// </summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>
    /// Port for Orleans clients with PostgreSQL; 0 opens none. The monitor needs none: set it only for a client of your own that has a
    /// certificate of <see cref="SiloTlsOptions.CaFile"/>, and can then control everything. Default 0.
    /// </summary>
    public int GatewayPort { get; init; }

    /// <summary>
    /// The address or host name on which this silo listens and other silos reach it; null for loopback. Only with PostgreSQL.
    /// </summary>
    public string? AdvertisedIP { get; init; }

    /// <summary>The certificates with which silos authenticate each other. Required with PostgreSQL.</summary>
    public SiloTlsOptions Tls { get; init; } = new();

    /// <summary>
    /// Runs silos on PostgreSQL without TLS. Saves the certificates, but every process that reaches a silo's port controls the monitor;
    /// only for a machine or network of the silos' own. Default false.
    /// </summary>
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

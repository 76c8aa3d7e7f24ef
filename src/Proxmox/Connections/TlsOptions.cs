namespace OrleansMonitor.Proxmox.Connections;

/// <summary>
/// Validation of a Proxmox server's certificate. The strictest setting applies: <see cref="Fingerprint"/>, then <see cref="CaFile"/>, then
/// <see cref="AllowUntrusted"/>; with none, the system's trust store and the host name.
/// </summary>
public sealed record TlsOptions
{
    /// <summary>
    /// SHA-256 of the certificate that the server must present, in hexadecimal; colons and case are ignored. Each node has its own
    /// certificate, so a cluster with several endpoints needs several fingerprints, separated by commas or spaces, or a <see
    /// cref="CaFile"/>. A pinned certificate is accepted regardless of its name and dates.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>
    /// A PEM file of root certificates to trust instead of the system's, such as a copy of <c>/etc/pve/pve-root-ca.pem</c>. Host name and
    /// dates are still checked.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>Accepts any certificate. Anyone in between can then read the token; only for a first trial. Default false.</summary>
    public bool AllowUntrusted { get; init; }
}

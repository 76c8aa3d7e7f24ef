namespace OrleansMonitor.Proxmox.Connections;

/// <summary>
/// How a Proxmox server's certificate is judged. The strictest that is set counts: <see cref="Fingerprint"/>, then
/// <see cref="CaFile"/>, then <see cref="AllowUntrusted"/>; with none, the system's trust and the host name decide.
/// </summary>
public sealed record TlsOptions
{
    /// <summary>
    /// SHA-256 of the certificate that the server must present, in hexadecimal; colons and case do not matter. Every node has a
    /// certificate of its own, so a cluster with several endpoints needs several, separated by commas or spaces, or a <see cref="CaFile"/>.
    /// A pinned certificate is accepted whatever name and dates it carries.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>
    /// A PEM file with the roots to trust instead of the system's, such as a copy of <c>/etc/pve/pve-root-ca.pem</c>. Host name and dates
    /// still count.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>Accepts any certificate: whoever sits between can read the token. For a first look only.</summary>
    public bool AllowUntrusted { get; init; }
}

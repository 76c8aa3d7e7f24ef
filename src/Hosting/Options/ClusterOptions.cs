namespace OrleansMonitor.Hosting.Options;

/// <summary>One Proxmox cluster or standalone node.</summary>
public sealed class ClusterOptions
{
    /// <summary>Its name here: 1 to 40 of a-z, 0-9 and '-'. Part of every id, so renaming it makes another cluster of it.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Addresses of its nodes, such as <c>https://10.0.0.1:8006</c>. One is enough; more keep it watched when that node is down.
    /// </summary>
    public IList<string> Endpoints { get; init; } = [];

    /// <summary>The API token that reads: <c>user@realm!name</c>.</summary>
    public string? TokenId { get; init; }

    /// <summary>
    /// Its secret. Prefer <see cref="TokenSecretFile"/>: a file keeps it out of process listings and backups of configuration.
    /// </summary>
    public string? TokenSecret { get; init; }

    /// <summary>A file that holds the secret and nothing else.</summary>
    public string? TokenSecretFile { get; init; }

    /// <summary>The API token that acts; without one this cluster is never acted on.</summary>
    public string? ActTokenId { get; init; }

    /// <summary>Its secret.</summary>
    public string? ActTokenSecret { get; init; }

    /// <summary>A file that holds its secret and nothing else.</summary>
    public string? ActTokenSecretFile { get; init; }

    /// <summary>How the nodes' certificates are judged.</summary>
    public ClusterTlsOptions Tls { get; init; } = new();
}

/// <summary>How the nodes' certificates are judged. With nothing set, the system's trust decides.</summary>
public sealed class ClusterTlsOptions
{
    /// <summary>
    /// SHA-256 of the certificates to accept, as Proxmox shows it; several separated by commas, as each node has its own.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>A PEM file of roots to trust, such as a copy of <c>/etc/pve/pve-root-ca.pem</c>: good for all nodes of a cluster.</summary>
    public string? CaFile { get; init; }

    /// <summary>Accepts any certificate: whoever sits between can read the token. For a first look only. Default false.</summary>
    public bool AllowUntrusted { get; init; }
}

namespace OrleansMonitor.Hosting.Options;

/// <summary>One Proxmox cluster or standalone node.</summary>
public sealed class ClusterOptions
{
    /// <summary>
    /// The cluster's name in the monitor: 1 to 40 of a-z, 0-9 and '-'. Part of all ids, so a renamed cluster is a new one.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Addresses of its nodes, such as <c>https://10.0.0.1:8006</c>. One suffices; with more, monitoring continues when that node is down.
    /// </summary>
    public IList<string> Endpoints { get; init; } = [];

    /// <summary>The read token: <c>user@realm!name</c>.</summary>
    public string? TokenId { get; init; }

    /// <summary>
    /// The read token's secret. Prefer <see cref="TokenSecretFile"/>, which keeps it out of process listings and configuration backups.
    /// </summary>
    public string? TokenSecret { get; init; }

    /// <summary>A file that contains only the read token's secret.</summary>
    public string? TokenSecretFile { get; init; }

    /// <summary>The act token; without one the monitor never acts on this cluster.</summary>
    public string? ActTokenId { get; init; }

    /// <summary>The act token's secret.</summary>
    public string? ActTokenSecret { get; init; }

    /// <summary>A file that contains only the act token's secret.</summary>
    public string? ActTokenSecretFile { get; init; }

    /// <summary>Validation of the nodes' certificates.</summary>
    public ClusterTlsOptions Tls { get; init; } = new();
}

/// <summary>Validation of the nodes' certificates. If nothing is set, the system's trust store decides.</summary>
public sealed class ClusterTlsOptions
{
    /// <summary>SHA-256 fingerprints to accept, as shown by Proxmox, separated by commas: each node has its own certificate.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>
    /// A PEM file of root certificates to trust, such as a copy of <c>/etc/pve/pve-root-ca.pem</c>, which covers all nodes of a cluster.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>Accepts any certificate. Anyone in between can then read the token; only for a first trial. Default false.</summary>
    public bool AllowUntrusted { get; init; }
}

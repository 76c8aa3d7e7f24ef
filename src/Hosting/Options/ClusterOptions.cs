using OrleansMonitor.Proxmox.Connections;

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
    public TlsOptions Tls { get; init; } = new();
}

using System.Text;
using System.Text.Json.Serialization;

namespace OrleansMonitor.Proxmox.Connections;

/// <summary>How to reach one Proxmox cluster and read it. Its text form never holds the secret.</summary>
public sealed record ClusterConnection
{
    /// <summary>The cluster's configured name.</summary>
    public required ClusterName Name { get; init; }

    /// <summary>
    /// Members to ask, in order of preference, such as <c>https://127.0.0.1:8006</c>. Only https; a path is kept, so that a reverse
    /// proxy may stand before Proxmox. One is enough; more let reading survive the loss of a node.
    /// </summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>The API token's name, <c>USER@REALM!ID</c> (api-facts §1).</summary>
    public required string TokenId { get; init; }

    /// <summary>The API token's secret. Serializers leave it out.</summary>
    [JsonIgnore]
    public string TokenSecret { get; init; } = "";

    /// <summary>The API token that acts; null where this cluster is never acted on. Never used to read the cluster's state.</summary>
    public string? ActTokenId { get; init; }

    /// <summary>Its secret. Serializers leave it out.</summary>
    [JsonIgnore]
    public string ActTokenSecret { get; init; } = "";

    /// <summary>How the server's certificate is judged; by default by the system's trust.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>The same connection with the act token as its only one; null where there is none.</summary>
    internal ClusterConnection? ForActing() =>
        ActTokenId is null ? null
        : this with { TokenId = ActTokenId, TokenSecret = ActTokenSecret, ActTokenId = null, ActTokenSecret = "" };

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Name = ").Append(Name)
            .Append(", Endpoints = ").AppendJoin(' ', Endpoints.Select(static e => e.Authority))
            .Append(", TokenId = ").Append(TokenId)
            .Append(", TokenSecret = ***, ActTokenId = ").Append(ActTokenId ?? "none")
            .Append(", ActTokenSecret = ***, Tls = ").Append(Tls);
        return true;
    }
}

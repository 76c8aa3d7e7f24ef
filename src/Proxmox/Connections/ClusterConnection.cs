using System.Text;
using System.Text.Json.Serialization;

namespace OrleansMonitor.Proxmox.Connections;

/// <summary>The endpoints and tokens of one Proxmox cluster. Its text form never contains a secret.</summary>
public sealed record ClusterConnection
{
    /// <summary>The cluster's configured name.</summary>
    public required ClusterName Name { get; init; }

    /// <summary>
    /// Addresses of cluster members, in order of preference, such as <c>https://127.0.0.1:8006</c>. Only https; a path is kept, for a
    /// reverse proxy in front of Proxmox. One suffices; with more, reading survives the loss of a node.
    /// </summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>The read token's id, <c>USER@REALM!ID</c> (api-facts §1).</summary>
    public required string TokenId { get; init; }

    /// <summary>The read token's secret. Not serialised.</summary>
    [JsonIgnore]
    public string TokenSecret { get; init; } = "";

    /// <summary>The act token's id; null if the monitor never acts on this cluster. Never used to read the cluster's state.</summary>
    public string? ActTokenId { get; init; }

    /// <summary>The act token's secret. Not serialised.</summary>
    [JsonIgnore]
    public string ActTokenSecret { get; init; } = "";

    /// <summary>Validation of the server's certificate; by default the system's trust store.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>Why the connection cannot be used, with what to do, as a sentence; null if nothing is known against it.</summary>
    public string? Fault { get; init; }

    /// <summary>The connection with only the act token; null if there is none.</summary>
    internal ClusterConnection? ForActing() =>
        ActTokenId is null
            ? null
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

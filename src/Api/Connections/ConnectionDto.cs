using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Api.Connections;

/// <summary>How the monitor reaches a cluster, without secrets.</summary>
/// <param name="Name">The cluster.</param>
/// <param name="Source"><c>configuration</c> (read-only here) or <c>added</c>.</param>
/// <param name="State"><c>watched</c>, <c>paused</c>, or <c>hidden</c> by a cluster of that name in the configuration.</param>
/// <param name="Endpoints">The addresses of nodes.</param>
/// <param name="Fingerprints">The pinned certificates; empty for others.</param>
/// <param name="TokenId">The read token's id.</param>
/// <param name="ActTokenId">The act token's id; null if the monitor never acts on the cluster.</param>
/// <param name="Problem">Why the connection cannot be used; null if nothing is known against it.</param>
/// <param name="AddedBy">Who added it; null for one in the configuration.</param>
/// <param name="AddedAt">When; null for one in the configuration.</param>
internal sealed record ConnectionDto(
    string Name, string Source, string State, IReadOnlyList<string> Endpoints, IReadOnlyList<string> Fingerprints, string TokenId,
    string? ActTokenId, string? Problem, string? AddedBy, DateTimeOffset? AddedAt)
{
    /// <summary>One in the configuration.</summary>
    public static ConnectionDto Of(ClusterConnection configured) => new(
        configured.Name.ToString(), "configuration", "watched", [.. configured.Endpoints.Select(endpoint => endpoint.ToString())],
        (configured.Tls.Fingerprint ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries), configured.TokenId,
        configured.ActTokenId, null, null, null);

    /// <summary>One that a person added.</summary>
    /// <param name="added">The entry of the registry.</param>
    /// <param name="problem">Why it cannot be used; null for none.</param>
    /// <param name="isHidden">Whether the configuration has a cluster of that name.</param>
    public static ConnectionDto Of(RegisteredCluster added, string? problem, bool isHidden)
    {
        var state = added.Paused ? "paused" : "watched";
        return new(
            added.Name.ToString(), "added", isHidden ? "hidden" : state, added.Endpoints, added.Fingerprints, added.TokenId,
            added.ActTokenId, problem, added.AddedBy, added.AddedAt);
    }
}

/// <summary>The body that adds, changes or tests a connection.</summary>
internal sealed record ConnectionRequest(
    string? Name, IReadOnlyList<string>? Endpoints, IReadOnlyList<string>? Fingerprints, string? TokenId, string? TokenSecret,
    string? ActTokenId, string? ActTokenSecret)
{
    /// <summary>The same as text to be read.</summary>
    /// <param name="name">The cluster in the address of the request; null for the one in the body.</param>
    public ConnectionText Text(string? name = null) =>
        new(name ?? Name, Endpoints, Fingerprints, TokenId, TokenSecret, ActTokenId, ActTokenSecret);

    /// <summary>Its name: the other members belong in no log.</summary>
    public override string ToString() => Name ?? "";
}

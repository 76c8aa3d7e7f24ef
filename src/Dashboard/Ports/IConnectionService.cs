using System.Security.Claims;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Dashboard.Ports;

/// <summary>
/// The queries and commands of the dashboard on connections to clusters. Calls throw if the database or a silo does not answer. Each checks
/// the user's role, whatever a page offers.
/// </summary>
public interface IConnectionService
{
    /// <summary>All connections: those in the configuration, then those that people added; empty for users who may not see them.</summary>
    Task<IReadOnlyList<ListedConnection>> ListAsync(ClaimsPrincipal user);

    /// <summary>Tests a connection, stores it and has it watched. Audited and published. Returns why it was refused, or null.</summary>
    Task<string?> WatchAsync(ConnectionText connection, ClaimsPrincipal user, CancellationToken cancellation);

    /// <summary>Pauses or resumes a cluster. Audited and published. Returns why it was refused, or null.</summary>
    Task<string?> PauseAsync(string cluster, bool paused, ClaimsPrincipal user);

    /// <summary>Removes a cluster with its tokens. Audited and published. Returns why it was refused, or null.</summary>
    Task<string?> RemoveAsync(string cluster, ClaimsPrincipal user);
}

/// <summary>A connection without its secrets.</summary>
/// <param name="Name">The cluster.</param>
/// <param name="IsAdded">Whether a person added it; one in the configuration cannot be changed here.</param>
/// <param name="State"><c>watched</c>, <c>paused</c> or <c>hidden</c>.</param>
/// <param name="Endpoints">The addresses of nodes.</param>
/// <param name="Fingerprints">The pinned certificates.</param>
/// <param name="TokenId">The read token's id.</param>
/// <param name="ActTokenId">The act token's id; null if the monitor never acts on it.</param>
/// <param name="Problem">Why it cannot be used; null if nothing is known against it.</param>
public sealed record ListedConnection(
    string Name, bool IsAdded, string State, IReadOnlyList<string> Endpoints, IReadOnlyList<string> Fingerprints, string TokenId,
    string? ActTokenId, string? Problem);

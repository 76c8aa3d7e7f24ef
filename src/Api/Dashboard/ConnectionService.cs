using System.Security.Claims;
using OrleansMonitor.Api.Connections;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Executes the dashboard's commands on connections with those of REST.</summary>
internal sealed class ConnectionService(ConnectionCommands commands, ConnectionSetup setup) : IConnectionService
{
    public async Task<IReadOnlyList<ListedConnection>> ListAsync(ClaimsPrincipal user) =>
    [
        .. ((await commands.List(user)).Value ?? []).Select(one => new ListedConnection(
            one.Name, one.AddedBy is not null, one.State, one.Endpoints, one.Fingerprints, one.TokenId, one.ActTokenId, one.Problem)),
    ];

    public async Task<string?> WatchAsync(ConnectionText connection, ClaimsPrincipal user, CancellationToken cancellation) =>
        (await setup.Add(connection, user, null, cancellation)).Refusal?.Detail;

    public async Task<string?> PauseAsync(string cluster, bool paused, ClaimsPrincipal user) =>
        (await commands.Pause(cluster, paused, user, null)).Refusal?.Detail;

    public async Task<string?> RemoveAsync(string cluster, ClaimsPrincipal user) =>
        (await commands.Remove(cluster, user, null)).Refusal?.Detail;
}

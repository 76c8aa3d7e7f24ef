using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Proxmox.Acting;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Http;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox;

/// <summary>
/// Acts on Proxmox over HTTPS with the clusters' act tokens (api-facts §7). Safe for concurrent use; create one and keep it.
/// </summary>
/// <param name="connections">The configured clusters.</param>
/// <param name="time">The clock of timeouts.</param>
/// <param name="loggers">The log of all acting calls.</param>
/// <param name="timeouts">The timeouts; null for the defaults.</param>
/// <param name="probe">The probe of the same clusters, whose request limits it shares; null for its own limits.</param>
/// <param name="transport">The transport; null for the probe's, or sockets without one.</param>
public sealed partial class ProxmoxActuator(
    IClusterConnections connections, TimeProvider time, ILoggerFactory loggers, ActTimeouts? timeouts = null, ProxmoxProbe? probe = null,
    IProxmoxTransport? transport = null) : IActuator, IDisposable
{
    private readonly ActTimeouts _timeouts = timeouts ?? new ActTimeouts();
    private readonly ILogger _logger = loggers.CreateLogger<ProxmoxActuator>();
    private readonly ActMetrics _metrics = new();
    private readonly Traffic? _ownTraffic = probe is null ? new Traffic(time) : null;
    private ClientPool? _readers;

    private Traffic Traffic => probe?.Traffic ?? _ownTraffic!;

    private IProxmoxTransport Transport => transport ?? probe?.Transport ?? SocketTransport.Instance;

    private ClientPool Readers => LazyInitializer.EnsureInitialized(
        ref _readers, () => new ClientPool(new ProbeTimeouts { Connect = _timeouts.Connect }, Traffic, Transport, time, _logger));

    /// <inheritdoc />
    public Task<ActResult> SendAsync(RunbookAction action, CancellationToken cancellation) =>
        PostAsync(action, ActionCalls.Of(action, _timeouts.Post), cancellation);

    /// <inheritdoc />
    public async Task<ProbeResult<TaskOutcome>> ReadTaskAsync(ClusterName cluster, string upid, CancellationToken cancellation)
    {
        if (!Readers.TryGet(cluster, ActingOn(cluster), out var client, out var failure))
            return ProbeResult<TaskOutcome>.Failed(failure, null, TimeSpan.Zero);
        var node = upid.Split(':') is ["UPID", { Length: > 0 } name, ..] ? name : "localhost";
        var call = new PveCall("task", $"{PvePaths.Node(node)}/tasks/{Uri.EscapeDataString(upid)}/status", _timeouts.Read, node);
        return await client.GetAsync(
            call, new JsonAnswer<TaskStatusRow, TaskOutcome>(WireJson.Default.TaskStatus, row => TaskMapping.Outcome(row, upid)),
            cancellation);
    }

    /// <inheritdoc />
    public async Task<ActTokenCheck> CheckTokenAsync(RunbookAction action, CancellationToken cancellation)
    {
        var cluster = action.Target.Cluster;
        if (ActingOn(cluster) is not { } connection)
            return new(ActTokenState.Absent, $"cluster {cluster} has no act token; it is never acted on");
        if (!Readers.TryGet(cluster, connection, out var client, out var failure)) return new(ActTokenState.Invalid, failure.Description);
        var (path, privilege) = ActionCalls.Privilege(action);
        var call = new PveCall("permissions", "/access/permissions?path=" + Uri.EscapeDataString(path), _timeouts.Read);
        var answer = await client.GetAsync(
            call, new JsonAnswer<PermissionRows, EffectivePrivileges>(WireJson.Default.Permissions, static rows => rows.Effective()),
            cancellation);
        return answer switch
        {
            { Succeeded: true, Value: { } held } when held.Has(path, privilege) =>
                new(ActTokenState.Privileged, $"{connection.TokenId} holds {privilege} on {path}"),
            { Succeeded: true } =>
                new(ActTokenState.Lacking,
                    $"{connection.TokenId} lacks {privilege} on {path}. {PermissionCommands.InOneLine(await Grant())}"),
            { Failure.Kind: ProbeFailureKind.Unauthorised } => new(ActTokenState.Invalid, answer.Failure.Description),
            _ => new(ActTokenState.Unreadable, answer.Failure!.Description),
        };

        // The right path of the grant depends on the privileges above it.
        async Task<ImmutableArray<string>> Grant()
        {
            var all = await client.GetAsync(
                call with { Path = "/access/permissions" },
                new JsonAnswer<PermissionRows, EffectivePrivileges>(WireJson.Default.Permissions, static rows => rows.Effective()),
                cancellation);
            return all.Succeeded
                ? PermissionCommands.Grant(TokenRole.Act, connection.TokenId, all.Value.With(path, answer.Value), path)
                : PermissionCommands.Grant(TokenRole.Act, connection.TokenId, path, privilege);
        }
    }

    /// <inheritdoc />
    public string? TokenIdOf(ClusterName cluster) => connections.Find(cluster)?.ActTokenId;

    /// <summary>Closes all connections; running calls have an unknown outcome.</summary>
    public void Dispose()
    {
        _readers?.Dispose();
        _ownTraffic?.Dispose();
        _metrics.Dispose();
    }

    // A member without quorum refuses the call or acts on outdated state.
    private MemberQuorum? QuorumOf(ClusterName cluster, Uri endpoint) => Traffic.Of(cluster).QuorumOf(endpoint.Authority);

    private ClusterConnection? ActingOn(ClusterName cluster) => connections.Find(cluster)?.ForActing();

    private async Task<ActResult> PostAsync(RunbookAction action, PveCall call, CancellationToken cancellation)
    {
        var (cluster, via) = (action.Target.Cluster, action.Via);
        var connection = ActingOn(cluster);
        if (connection is null) return ActResult.NotSent($"cluster {cluster} has no act token; it is never acted on", lasting: true);
        if (ConnectionFaults.Of(cluster, connection) is { } fault) return ActResult.NotSent(fault.Description, lasting: true);
        var endpoints = connection.Endpoints
            .OrderByDescending(
            endpoint => via is not null
                && (endpoint.Host == via.Address || endpoint.Host == via.Node || QuorumOf(cluster, endpoint)?.Member == via.Node))
            .ThenBy(endpoint => QuorumOf(cluster, endpoint) is { IsDoubtful: true });
        var result = await new Sender(_timeouts, Traffic, Transport, time)
            .SendAsync(connection, endpoints, call, action.LeavesTask, cancellation);
        _metrics.Ended(cluster, call.Name, result.Kind);
        var masked = result.Without(connection.TokenSecret.Trim());
        LogActed(_logger, cluster, call.Name, call.Node, masked.Kind, masked.Reason);
        return masked;
    }
}

using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Proxmox.Acting;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Http;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox;

/// <summary>Changes Proxmox over HTTPS with the clusters' act tokens (api-facts §7). Safe for concurrent use; make one and keep it.</summary>
/// <param name="connections">The clusters that may be acted on.</param>
/// <param name="time">The clock of time-outs.</param>
/// <param name="loggers">Where each call that acts is told.</param>
/// <param name="timeouts">How long calls may take; the defaults where null.</param>
/// <param name="beside">The probe of the same clusters, whose budget of requests it shares; null for a budget of its own.</param>
/// <param name="transport">How requests get there; as the probe's do where null, else over sockets.</param>
public sealed partial class ProxmoxActuator(
    IClusterConnections connections, TimeProvider time, ILoggerFactory loggers, ActTimeouts? timeouts = null, ProxmoxProbe? beside = null,
    IProxmoxTransport? transport = null) : IActuator, IDisposable
{
    private readonly ActTimeouts _timeouts = timeouts ?? new ActTimeouts();
    private readonly ILogger _logger = loggers.CreateLogger<ProxmoxActuator>();
    private readonly ActMetrics _metrics = new();
    private readonly Traffic? _own = beside is null ? new Traffic(time) : null;
    private ClientPool? _readers;

    private Traffic Traffic => beside?.Traffic ?? _own!;

    private IProxmoxTransport Transport => transport ?? beside?.Transport ?? SocketTransport.Instance;

    private ClientPool Readers => LazyInitializer.EnsureInitialized(
        ref _readers, () => new ClientPool(new ProbeTimeouts { Connect = _timeouts.Connect }, Traffic, Transport, time, _logger));

    /// <inheritdoc />
    public Task<ActResult> SendAsync(RunbookAction action, CancellationToken cancellation) =>
        PostAsync(action, ActionCalls.Of(action, _timeouts.Post), cancellation);

    /// <inheritdoc />
    public async Task<ProbeResult<TaskOutcome>> ReadTaskAsync(ClusterName cluster, string upid, CancellationToken cancellation)
    {
        if (!Readers.TryGet(cluster, ActingOn(cluster), out var client, out var failure)) return ProbeResult<TaskOutcome>.Failed(failure, null, TimeSpan.Zero);
        var node = upid.Split(':') is ["UPID", { Length: > 0 } name, ..] ? name : "localhost";
        var call = new PveCall("task", $"{PvePaths.Node(node)}/tasks/{Uri.EscapeDataString(upid)}/status", _timeouts.Read, node);
        return await client.GetAsync(call, new JsonAnswer<TaskStatusRow, TaskOutcome>(WireJson.Default.TaskStatus, row => TaskMapping.Outcome(row, upid)), cancellation);
    }

    /// <inheritdoc />
    public async Task<ActTokenCheck> CheckTokenAsync(RunbookAction action, CancellationToken cancellation)
    {
        var cluster = action.Target.Cluster;
        if (ActingOn(cluster) is not { } connection) return new(ActTokenState.Absent, $"cluster {cluster} has no act token; it is never acted on");
        if (!Readers.TryGet(cluster, connection, out var client, out var failure)) return new(ActTokenState.Invalid, failure.Description);
        var (path, privilege) = ActionCalls.Privilege(action);
        var call = new PveCall("permissions", "/access/permissions?path=" + Uri.EscapeDataString(path), _timeouts.Read);
        var answer = await client.GetAsync(call, new JsonAnswer<PermissionRows, EffectivePrivileges>(WireJson.Default.Permissions, static rows => rows.Effective()), cancellation);
        return answer switch
        {
            { Succeeded: true, Value: { } held } when held.Has(path, privilege) =>
                new(ActTokenState.Privileged, $"{connection.TokenId} holds {privilege} on {path}"),
            { Succeeded: true } =>
                new(ActTokenState.Lacking, $"{connection.TokenId} lacks {privilege} on {path}. {PermissionCommands.InOneLine(await Grant())}"),
            { Failure.Kind: ProbeFailureKind.Unauthorised } => new(ActTokenState.Invalid, answer.Failure.Description),
            _ => new(ActTokenState.Unreadable, answer.Failure!.Description),
        };

        // Where the grant belongs depends on what stands above.
        async Task<ImmutableArray<string>> Grant()
        {
            var all = await client.GetAsync(
                call with { Path = "/access/permissions" }, new JsonAnswer<PermissionRows, EffectivePrivileges>(WireJson.Default.Permissions, static rows => rows.Effective()), cancellation);
            return all.Succeeded
                ? PermissionCommands.Grant(TokenRole.Act, connection.TokenId, all.Value.With(path, answer.Value), path)
                : PermissionCommands.Grant(TokenRole.Act, connection.TokenId, path, privilege);
        }
    }

    /// <inheritdoc />
    public string? TokenIdOf(ClusterName cluster) => connections.Find(cluster)?.ActTokenId;

    /// <summary>Closes all connections; what is on its way has an unknown outcome.</summary>
    public void Dispose()
    {
        _readers?.Dispose();
        _own?.Dispose();
        _metrics.Dispose();
    }

    // A member without quorum refuses, or acts on what it last knew.
    private PartitionWord? Word(ClusterName cluster, Uri endpoint) => Traffic.Of(cluster).WordOf(endpoint.Authority);

    private ClusterConnection? ActingOn(ClusterName cluster) => connections.Find(cluster)?.ForActing();

    private async Task<ActResult> PostAsync(RunbookAction action, PveCall call, CancellationToken cancellation)
    {
        var (cluster, via) = (action.Target.Cluster, action.Via);
        var connection = ActingOn(cluster);
        if (connection is null) return ActResult.NotSent($"cluster {cluster} has no act token; it is never acted on", lasting: true);
        if (ConnectionFaults.Of(cluster, connection) is { } fault) return ActResult.NotSent(fault.Description, lasting: true);
        var endpoints = connection.Endpoints
            .OrderByDescending(endpoint => via is not null && (endpoint.Host == via.Address || endpoint.Host == via.Node || Word(cluster, endpoint)?.Member == via.Node))
            .ThenBy(endpoint => Word(cluster, endpoint) is { IsDoubtful: true });
        var result = await new Sender(_timeouts, Traffic, Transport, time)
            .SendAsync(connection, endpoints, call, action.LeavesTask, cancellation);
        _metrics.Ended(cluster, call.Name, result.Kind);
        var masked = result.Without(connection.TokenSecret.Trim());
        LogActed(_logger, cluster, call.Name, call.Node, masked.Kind, masked.Reason);
        return masked;
    }
}

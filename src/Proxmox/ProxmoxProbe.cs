using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Http;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox;

/// <summary>
/// Reads Proxmox over HTTPS (api-facts §1). It pools connections per endpoint, sends at most two concurrent requests to each, and switches
/// to another endpoint of the cluster when one fails. Safe for concurrent use; create one and keep it.
/// </summary>
/// <param name="connections">The configured clusters.</param>
/// <param name="time">The clock of timeouts, back-off and the request count.</param>
/// <param name="loggers">The log of endpoint changes.</param>
/// <param name="timeouts">The timeouts; null for the defaults.</param>
/// <param name="transport">The transport; null for sockets.</param>
public sealed partial class ProxmoxProbe(
    IClusterConnections connections, TimeProvider time, ILoggerFactory loggers, ProbeTimeouts? timeouts = null,
    IProxmoxTransport? transport = null)
    : IProbe, IDisposable
{
    /// <summary>The meter with <c>proxmox.client.requests</c> and <c>proxmox.client.duration</c>, by cluster, call and outcome.</summary>
    public const string MeterName = "OrleansMonitor.Proxmox";

    // The end of the year 9999, the latest date representable.
    private const long LatestSecond = 253402300799;

    private readonly ProbeTimeouts _timeouts = timeouts ?? new ProbeTimeouts();
    private readonly NodePing _ping = new(transport ?? SocketTransport.Instance, time);
    private readonly ILogger _logger = loggers.CreateLogger<ProxmoxProbe>();
    private ClientPool? _clients;
    private ClientPool? _actClients;

    /// <summary>The requests and limits, shared with an actuator.</summary>
    internal Traffic Traffic { get; } = new(time);

    internal IProxmoxTransport Transport { get; } = transport ?? SocketTransport.Instance;

    private ClientPool Clients => LazyInitializer.EnsureInitialized(ref _clients, NewPool);

    // Kept between reads, so that an endpoint that does not answer is waited for only once.
    private ClientPool ActClients => LazyInitializer.EnsureInitialized(ref _actClients, NewPool);

    /// <inheritdoc />
    public async Task<ProbeResult<int>> ReadResourcesAsync(ClusterName cluster, IResourceSink sink, CancellationToken cancellation)
    {
        if (!TryClient(cluster, out var client, out var failure)) return ProbeResult<int>.Failed(failure, null, TimeSpan.Zero);
        var strings = client.RentStrings();
        try
        {
            return await client.GetAsync(
                new PveCall("resources", "/cluster/resources", _timeouts.Resources), new ResourceAnswer(sink, strings), cancellation);
        }
        finally
        {
            client.ReturnStrings(strings);
        }
    }

    /// <inheritdoc />
    public void Avoid(ClusterName cluster, string endpoint, string? member)
    {
        if (TryClient(cluster, out var client, out _)) client.Avoid(endpoint, member);
    }

    /// <inheritdoc />
    public Task<ProbeResult<ClusterMembership>> ReadMembershipAsync(ClusterName cluster, CancellationToken cancellation) =>
        GetAsync(cluster, new PveCall("membership", "/cluster/status", _timeouts.Membership), MemberAnswer(), cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<GuestLive>> ReadGuestAsync(GuestId guest, string node, GuestKind kind, CancellationToken cancellation)
    {
        var path = PvePaths.Guest(guest, node, kind) + "/status/current";
        return GetAsync(guest.Cluster, new PveCall("guest", path, _timeouts.Guest, node),
            new JsonAnswer<CurrentRow, GuestLive>(WireJson.Default.Current, row => Mapping.Live(row, kind)), cancellation);
    }

    /// <inheritdoc />
    public Task<ProbeResult<ImmutableDictionary<int, GuestLive>>> ReadGuestsAsync(
        NodeId node, GuestKind kind, CancellationToken cancellation) =>
        GetAsync(node.Cluster, new PveCall("guests", PvePaths.Guests(node.Name, kind), _timeouts.Guest, node.Name),
            new JsonAnswer<ListedGuestRow?[], ImmutableDictionary<int, GuestLive>>(
                WireJson.Default.ListedGuests, rows => Mapping.Lives(rows, kind)), cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<ImmutableArray<ServiceSample>>> ReadServicesAsync(NodeId node, CancellationToken cancellation) =>
        GetAsync(node.Cluster,
            new PveCall("services", PvePaths.Node(node.Name) + "/services", _timeouts.Services, node.Name, Patient: true),
            new JsonAnswer<ServiceRow?[], ImmutableArray<ServiceSample>>(WireJson.Default.Services, Mapping.Services), cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<ImmutableArray<StorageSample>>> ReadStoragesAsync(NodeId node, CancellationToken cancellation) =>
        GetAsync(node.Cluster, new PveCall("storages", PvePaths.Node(node.Name) + "/storage", _timeouts.Storages, node.Name, Patient: true),
            new JsonAnswer<StorageRow?[], ImmutableArray<StorageSample>>(
                WireJson.Default.Storages, rows => Mapping.Storages(rows, node.Name)), cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<ImmutableArray<CertificateSample>>> ReadCertificatesAsync(NodeId node, CancellationToken cancellation) =>
        GetAsync(node.Cluster,
            new PveCall("certificates", PvePaths.Node(node.Name) + "/certificates/info", _timeouts.Other, node.Name, Patient: true),
            new JsonAnswer<CertificateRow?[], ImmutableArray<CertificateSample>>(WireJson.Default.Certificates, Mapping.Certificates),
            cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<ImmutableArray<ReplicationSample>>> ReadReplicationAsync(NodeId node, CancellationToken cancellation) =>
        GetAsync(node.Cluster,
            new PveCall("replication", PvePaths.Node(node.Name) + "/replication", _timeouts.Other, node.Name, Patient: true),
            new JsonAnswer<ReplicationRow?[], ImmutableArray<ReplicationSample>>(WireJson.Default.Replication, Mapping.Replication),
            cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<ImmutableArray<PveTask>>> ReadTasksAsync(NodeId node, TaskQuery query, CancellationToken cancellation) =>
        GetAsync(node.Cluster, new PveCall("tasks", PvePaths.Node(node.Name) + "/tasks" + Parameters(query), _timeouts.Tasks, node.Name),
            new JsonAnswer<TaskRow?[], ImmutableArray<PveTask>>(WireJson.Default.Tasks, TaskMapping.Tasks), cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<ImmutableArray<PveTask>>> ReadClusterTasksAsync(ClusterName cluster, CancellationToken cancellation) =>
        GetAsync(cluster, new PveCall("cluster-tasks", "/cluster/tasks", _timeouts.Tasks),
            new JsonAnswer<TaskRow?[], ImmutableArray<PveTask>>(WireJson.Default.Tasks, TaskMapping.Tasks), cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<TaskLog>> ReadTaskLogAsync(NodeId node, string upid, CancellationToken cancellation) =>
        GetAsync(node.Cluster,
            new PveCall("task-log", PvePaths.TaskLog(node.Name, upid, TaskMapping.LongestLog), _timeouts.Tasks, node.Name),
            new JsonAnswer<LogRow?[], TaskLog>(WireJson.Default.Log, TaskMapping.Log), cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<NodeMemory>> ReadNodeMemoryAsync(NodeId node, CancellationToken cancellation) =>
        GetAsync(node.Cluster, new PveCall("node-status", PvePaths.Node(node.Name) + "/status", _timeouts.Guest, node.Name),
            new JsonAnswer<NodeStatusRow, NodeMemory>(
                WireJson.Default.NodeStatus, static row => new(row.Memory?.Total, row.Memory?.Used, row.Memory?.Available)), cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<DateTimeOffset>> ReadClockAsync(NodeId node, CancellationToken cancellation) =>
        GetAsync(node.Cluster, new PveCall("time", PvePaths.Node(node.Name) + "/time", _timeouts.Guest, node.Name),
            new JsonAnswer<TimeRow, DateTimeOffset>(
                WireJson.Default.Time, static row => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(row.Time ?? 0, 0, LatestSecond))),
                cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<GuestConfig>> ReadGuestConfigAsync(
        GuestId guest, string node, GuestKind kind, CancellationToken cancellation) =>
        GetAsync(guest.Cluster, new PveCall("config", PvePaths.Guest(guest, node, kind) + "/config", _timeouts.Guest, node),
            new JsonAnswer<ConfigRow, GuestConfig>(WireJson.Default.Config, static row => new(row.OnBoot ?? false)), cancellation);

    /// <inheritdoc />
    public Task<ProbeResult<ImmutableArray<string>>> ReadJournalAsync(NodeId node, DateTimeOffset since, CancellationToken cancellation)
    {
        // Without lastentries: it conflicts with a range, and Proxmox then sends nothing.
        var path = string.Create(
            CultureInfo.InvariantCulture, $"{PvePaths.Node(node.Name)}/journal?since={Math.Max(since.ToUnixTimeSeconds(), 0)}");
        return GetAsync(node.Cluster, new PveCall("journal", path, _timeouts.Tasks, node.Name),
            new JsonAnswer<string?[], ImmutableArray<string>>(WireJson.Default.Journal, static lines => [.. lines.OfType<string>()]),
            cancellation);
    }

    /// <inheritdoc />
    public Task<ProbeResult<ImmutableArray<MetricRecord>>> ReadMetricsAsync(
        ClusterName cluster, DateTimeOffset since, CancellationToken cancellation)
    {
        var path = string.Create(
            CultureInfo.InvariantCulture, $"/cluster/metrics/export?history=1&start-time={since.ToUnixTimeSeconds()}");
        return GetAsync(cluster, new PveCall("metrics", path, _timeouts.Metrics, Patient: true, Optional: true),
            new JsonAnswer<MetricRows, ImmutableArray<MetricRecord>>(WireJson.Default.Metrics, Mapping.Metrics), cancellation);
    }

    /// <inheritdoc />
    public Task<ProbeResult<ImmutableArray<int>>> ReadNotBackedUpAsync(ClusterName cluster, CancellationToken cancellation) =>
        GetAsync(cluster, new PveCall("not-backed-up", "/cluster/backup-info/not-backed-up", _timeouts.Other, Patient: true),
            new JsonAnswer<NotBackedUpRow?[], ImmutableArray<int>>(WireJson.Default.NotBackedUp, Mapping.NotBackedUp), cancellation);

    /// <inheritdoc />
    public async Task<ProbeResult<EffectivePrivileges>> ReadPrivilegesAsync(
        ClusterName cluster, TokenRole token, string? path, CancellationToken cancellation)
    {
        var call = new PveCall(
            "privileges", "/access/permissions" + (path is null ? "" : "?path=" + Uri.EscapeDataString(path)), _timeouts.Other);
        var reader = new JsonAnswer<PermissionRows, EffectivePrivileges>(WireJson.Default.Permissions, static rows => rows.Effective());
        if (token == TokenRole.Read) return await GetAsync(cluster, call, reader, cancellation);

        return ActClients.TryGet(cluster, connections.Find(cluster)?.ForActing(), out var client, out var failure)
            ? await client.GetAsync(call, reader, cancellation)
            : ProbeResult<EffectivePrivileges>.Failed(failure, null, TimeSpan.Zero);
    }

    /// <inheritdoc />
    public string? TokenIdOf(ClusterName cluster, TokenRole token) =>
        token == TokenRole.Read ? connections.Find(cluster)?.TokenId : connections.Find(cluster)?.ActTokenId;

    /// <inheritdoc />
    public async Task<NodeReaction?> PingAsync(NodeId node, string? address, CancellationToken cancellation)
    {
        if (!TryClient(node.Cluster, out var client, out _)) return null;
        var asked = client.AnswersAsMemberAsync(node.Name, MemberAnswer(), cancellation);
        NodeReaction? pinged = null;
        if (IPAddress.TryParse(address, out var ip))
        {
            var uri = new UriBuilder(Uri.UriSchemeHttps, ip.ToString(), client.Connection.Endpoints[0].Port).Uri;
            pinged = await _ping.AskAsync(uri, cancellation);
        }

        if (await asked is not { } answers) return pinged;
        return answers ? NodeReaction.Answers : pinged ?? NodeReaction.None;
    }

    /// <inheritdoc />
    public int RequestsInLastMinute(ClusterName cluster) => Traffic.Of(cluster).Window.Count;

    /// <summary>Closes all connections; running calls fail.</summary>
    public void Dispose()
    {
        _clients?.Dispose();
        _actClients?.Dispose();
        Traffic.Dispose();
        _ping.Dispose();
    }

    private ClientPool NewPool() => new(_timeouts, Traffic, Transport, time, _logger);

    private static JsonAnswer<MemberRow?[], ClusterMembership> MemberAnswer() =>
        new(WireJson.Default.Members, Mapping.Membership, MemberQuorum.Of);

    private static string Parameters(TaskQuery query)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"?source=all&limit={Math.Clamp(query.Limit, 1, 1000)}");
        if (query.Since is { } since)
            text += string.Create(CultureInfo.InvariantCulture, $"&since={Math.Max(since.ToUnixTimeSeconds(), 0)}");
        if (query.Type is { } type) text += "&typefilter=" + Uri.EscapeDataString(type);
        if (query.Vmid is { } vmid) text += string.Create(CultureInfo.InvariantCulture, $"&vmid={vmid}");
        return text;
    }

    private async Task<ProbeResult<T>> GetAsync<T>(
        ClusterName cluster, PveCall call, IAnswerReader<T> reader, CancellationToken cancellation) =>
        TryClient(cluster, out var client, out var failure)
            ? await client.GetAsync(call, reader, cancellation)
            : ProbeResult<T>.Failed(failure, null, TimeSpan.Zero);

    private bool TryClient(
        ClusterName cluster,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ClusterClient? client,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out ProbeFailure? failure) =>
        Clients.TryGet(cluster, connections.Find(cluster), out client, out failure);
}

using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Claims;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Proxmox;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Tests a connection with the monitor's own probe, so that a tested connection works once configured.</summary>
internal sealed class ConnectionTrial(TimeProvider time, ILoggerFactory loggers) : IConnectionTrial
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly ClusterName Name = ClusterName.Parse("trial");

    public async Task<PresentedServer> ReadCertificateAsync(Uri endpoint, ClaimsPrincipal user, CancellationToken cancellation)
    {
        Demand(user);
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            var certificate = await PresentedCertificate.FetchAsync(endpoint, either.Token);
            return new(certificate.Fingerprint, certificate.Subject, certificate.NotAfter, certificate.Trusted, null);
        }
        catch (Exception problem) when (problem is SocketException or IOException or AuthenticationException)
        {
            return new(null, null, null, false, $"{endpoint.Authority} cannot be reached over TLS: {problem.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(null, null, null, false,
                $"{endpoint.Authority} does not answer within {Timeout.TotalSeconds:0} s. Is the port reachable from here?");
        }
    }

    public async Task<TrialReport> TryAsync(TrialConnection connection, ClaimsPrincipal user, CancellationToken cancellation)
    {
        Demand(user);
        var tried = new ClusterConnection
        {
            Name = Name,
            Endpoints = [connection.Endpoint],
            TokenId = connection.TokenId,
            TokenSecret = connection.TokenSecret,
            Tls = new() { Fingerprint = connection.Fingerprint },
        };
        using var probe = new ProxmoxProbe(new FixedClusterConnections([tried]), time, loggers);
        var seen = new ResourceCounts();
        var resources = await probe.ReadResourcesAsync(Name, seen, cancellation);
        if (resources.Failure is { } failure) return new(false, failure.Description, []);

        var held = await probe.ReadPrivilegesAsync(Name, TokenRole.Read, null, cancellation);
        var token = new TokenAccess(TokenRole.Read, connection.TokenId, held.Value, held.Failure?.Description);
        var missing = MissingPermissions.Derive([token], [.. seen.Nodes.Select(node => node.Node)]);
        var checks = new List<VisibilityCheck>
        {
            Check("Nodes and their figures", seen.HasFigures, $"{seen.Nodes.Count} nodes", Missing(Capability.SeeNodes)),
            Check("Guests", seen.Guests > 0, $"{seen.Guests} guests", Missing(Capability.SeeGuests)),
            Check("Storages", seen.Storages > 0, $"{seen.Storages} storages", Missing(Capability.SeeStorages)),
            Check("Quorum and members", await probe.ReadMembershipAsync(Name, cancellation), _ => PrivilegeOf(Capability.SeeCluster)),
        };
        if (seen.Nodes.Find(node => node.Status == NodeStatus.Online) is { Node: not null } online)
        {
            var node = new NodeId(Name, online.Node);
            checks.Add(Check("Services", await probe.ReadServicesAsync(node, cancellation), found => $"{found.Length} on {node.Name}"));
            var tasks = await probe.ReadTasksAsync(node, new(Limit: 1), cancellation);
            checks.Add(Check("Tasks, for who stopped what", tasks, _ => $"on {node.Name}"));
            var certificates = await probe.ReadCertificatesAsync(node, cancellation);
            checks.Add(Check("Certificates", certificates, found => $"{found.Length} on {node.Name}"));
            var journal = await probe.ReadJournalAsync(node, time.GetUtcNow().AddMinutes(-1), cancellation);
            checks.Add(
                Check("Journal, to distinguish an OOM kill from a shutdown (optional)", journal, _ => PrivilegeOf(Capability.ReadJournal)));
        }

        var works = seen.Nodes.Count > 0 && seen.Guests > 0;
        return new(works,
            works ? $"It answers: {seen.Nodes.Count} nodes, {seen.Guests} guests." : "It answers, but the token sees too little.", checks);

        string Missing(Capability capability) => missing.FirstOrDefault(one => one.Capability == capability) is { } permission
            ? $"{permission.Description}. {PermissionCommands.InOneLine(permission.Remedy)}."
            : "None is seen.";
    }

    private static void Demand(ClaimsPrincipal user)
    {
        if (user.Refusal(Permission.TryConnection) is { } forbidden) throw new UnauthorizedAccessException(forbidden);
    }

    private static string PrivilegeOf(Capability capability)
    {
        var need = Needs.For(capability);
        return $"{need.Privilege} on {need.Path}";
    }

    private static VisibilityCheck Check(string what, bool seen, string detail, string missing) => new(what, seen, seen ? detail : missing);

    private static VisibilityCheck Check<T>(string what, ProbeResult<T> result, Func<T, string> detail) =>
        result.Failure is { } failure ? new(what, false, failure.Description) : new(what, true, detail(result.Value!));

    private sealed class ResourceCounts : IResourceSink
    {
        public List<NodeSample> Nodes { get; } = [];

        public bool HasFigures => Nodes.Exists(node => node.MaxMem is not null);

        public int Guests { get; private set; }

        public int Storages { get; private set; }

        public void Guest(in GuestSample guest) => Guests++;

        public void Node(in NodeSample node) => Nodes.Add(node);

        public void Storage(in StorageSample storage) => Storages++;

        public void Unreadable(UnreadableRow row)
        {
            // Only visibility is tested here; unreadable rows are reported once the cluster is monitored.
        }
    }
}

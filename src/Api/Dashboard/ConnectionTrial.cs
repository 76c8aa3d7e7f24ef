using System.Net.Sockets;
using System.Security.Authentication;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Proxmox;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Tries a connection with the monitor's own reading, so that what works here works when it is configured.</summary>
internal sealed class ConnectionTrial(TimeProvider time, ILoggerFactory loggers) : IConnectionTrial
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly ClusterName Name = ClusterName.Parse("trial");

    public async Task<PresentedServer> ReadCertificateAsync(Uri endpoint, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            var sight = await PresentedCertificate.LookAsync(endpoint, either.Token);
            return new(sight.Fingerprint, sight.Subject, sight.NotAfter, sight.Trusted, null);
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

    public async Task<TrialReport> TryAsync(TrialConnection connection, CancellationToken cancellation)
    {
        using var probe = new ProxmoxProbe(
            new FixedClusterConnections(
            [
                new() { Name = Name, Endpoints = [connection.Endpoint], TokenId = connection.TokenId, TokenSecret = connection.TokenSecret,
                    Tls = new() { Fingerprint = connection.Fingerprint } },
            ]),
            time, loggers);
        var seen = new Collected();
        var resources = await probe.ReadResourcesAsync(Name, seen, cancellation);
        if (resources.Failure is { } failure) return new(false, failure.Description, []);

        var held = await probe.ReadPrivilegesAsync(Name, TokenRole.Read, null, cancellation);
        var token = new TokenAccess(TokenRole.Read, connection.TokenId, held.Value, held.Failure?.Description);
        var spots = MissingPermissions.Derive([token], [.. seen.Nodes.Select(node => node.Node)]);
        var sights = new List<VisibilityCheck>
        {
            Check("Nodes and their figures", seen.HasFigures, $"{seen.Nodes.Count} nodes", Missing(Capability.SeeNodes)),
            Check("Guests", seen.Guests > 0, $"{seen.Guests} guests", Missing(Capability.SeeGuests)),
            Check("Storages", seen.Storages > 0, $"{seen.Storages} storages", Missing(Capability.SeeStorages)),
            Check("Quorum and members", await probe.ReadMembershipAsync(Name, cancellation), _ => Holds(Capability.SeeCluster)),
        };
        if (seen.Nodes.Find(node => node.Status == NodeStatus.Online) is { Node: not null } online)
        {
            var node = new NodeId(Name, online.Node);
            sights.Add(Check("Services", await probe.ReadServicesAsync(node, cancellation), found => $"{found.Length} on {node.Name}"));
            sights.Add(
                Check("Tasks, for who stopped what", await probe.ReadTasksAsync(node, new(Limit: 1), cancellation),
                    _ => $"on {node.Name}"));
            sights.Add(
                Check("Certificates", await probe.ReadCertificatesAsync(node, cancellation), found => $"{found.Length} on {node.Name}"));
            var journal = await probe.ReadJournalAsync(node, time.GetUtcNow().AddMinutes(-1), cancellation);
            sights.Add(Check("Journal, to tell an OOM kill from a shutdown (optional)", journal, _ => Holds(Capability.ReadJournal)));
        }

        var works = seen.Nodes.Count > 0 && seen.Guests > 0;
        return new(works,
            works ? $"It answers: {seen.Nodes.Count} nodes, {seen.Guests} guests." : "It answers, but the token sees too little.", sights);

        string Missing(Capability capability) => spots.FirstOrDefault(spot => spot.Capability == capability) is { } spot
            ? $"{spot.Description}. {PermissionCommands.InOneLine(spot.Remedy)}."
            : "None is seen.";
    }

    private static string Holds(Capability capability)
    {
        var need = Needs.For(capability);
        return $"{need.Privilege} on {need.Path}";
    }

    private static VisibilityCheck Check(string what, bool seen, string told, string missing) => new(what, seen, seen ? told : missing);

    private static VisibilityCheck Check<T>(string what, ProbeResult<T> result, Func<T, string> told) =>
        result.Failure is { } failure ? new(what, false, failure.Description) : new(what, true, told(result.Value!));

    private sealed class Collected : IResourceSink
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
            // What can be seen is tried here; rows that cannot be read are told once the cluster is watched.
        }
    }
}

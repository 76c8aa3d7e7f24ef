using System.Security.Claims;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Proxmox;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Tests a connection with the monitor's own probe, so that a tested connection works once configured.</summary>
internal sealed class ConnectionTrial(TimeProvider time, ILoggerFactory loggers) : IConnectionTrial
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly ClusterName Name = ClusterName.Parse("trial");

    private readonly TrialCertificates _certificates = new(time);

    public Task<PresentedServer> ReadCertificateAsync(Uri endpoint, ClaimsPrincipal user, CancellationToken cancellation)
    {
        Demand(user);
        return _certificates.Read(endpoint, cancellation);
    }

    public async Task<TrialReport> TryAsync(TrialConnection connection, ClaimsPrincipal user, CancellationToken cancellation)
    {
        Demand(user);
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            return await _certificates.Refuse(connection, either.Token) is { } untrusted
                ? new(false, untrusted, [])
                : await Ask(connection, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(false,
                $"The test did not end within {Timeout.TotalSeconds:0} s. Is {connection.Endpoint.Authority} overloaded?", []);
        }
    }

    private async Task<TrialReport> Ask(TrialConnection connection, CancellationToken cancellation)
    {
        var tried = new ClusterConnection
        {
            Name = Name,
            Endpoints = [connection.Endpoint, .. connection.MoreEndpoints],
            TokenId = connection.TokenId,
            TokenSecret = connection.TokenSecret,
            ActTokenId = connection.ActTokenId,
            ActTokenSecret = connection.ActTokenSecret ?? "",
            Tls = new() { Fingerprint = connection.Fingerprint },
        };
        using var probe = new ProxmoxProbe(new FixedClusterConnections([tried]), time, loggers);
        var seen = new ResourceCounts();
        var resources = await probe.ReadResourcesAsync(Name, seen, cancellation);
        if (resources.Failure is { } failure) return new(false, failure.Description, []);

        var reading = await new TrialReading(probe, tried, seen, time).Read(cancellation);
        var members = connection.FindMembers && reading.Membership is { } membership
            ? await _certificates.Find(membership, tried.Endpoints, cancellation)
            : [];
        return new(reading.Works, reading.Summary, reading.Checks) { Identity = reading.Identity, Members = members };
    }

    private static void Demand(ClaimsPrincipal user)
    {
        if (user.Refusal(Permission.TryConnection) is { } forbidden) throw new UnauthorizedAccessException(forbidden);
    }
}

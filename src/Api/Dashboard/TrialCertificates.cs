using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Reads the certificates of nodes without sending a token.</summary>
internal sealed class TrialCertificates(TimeProvider time)
{
    // As many as can be read in one round; a person adds further ones by hand.
    private const int MaxMembers = 16;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MemberTimeout = TimeSpan.FromSeconds(3);

    /// <summary>The certificate that a server presents, or why it could not be read.</summary>
    public Task<PresentedServer> Read(Uri endpoint, CancellationToken cancellation) => Read(endpoint, Timeout, cancellation);

    /// <summary>
    /// Why a presented certificate is not accepted, with its fingerprint, as a sentence; null if all are. An endpoint that does not answer
    /// says nothing, if another does.
    /// </summary>
    public async Task<string?> Refuse(TrialConnection connection, CancellationToken cancellation)
    {
        Uri[] endpoints = [connection.Endpoint, .. connection.MoreEndpoints];
        var servers = await Task.WhenAll(endpoints.Select(endpoint => Read(endpoint, Timeout, cancellation)));
        if (servers.All(server => server.Problem is not null)) return servers[0].Problem;
        var pins = connection.Fingerprint?.ToUpperInvariant();
        foreach (var (endpoint, server) in endpoints.Zip(servers).Where(pair => pair.Second.Fingerprint is not null))
        {
            if (pins is null ? server.Trusted : pins.Contains(server.Fingerprint!, StringComparison.OrdinalIgnoreCase)) continue;
            var how = pins is null ? "which this system does not trust" : "which is none of the fingerprints";
            return $"{endpoint.Authority} presents the certificate {server.Fingerprint}, {how}. Compare it with what 'pvenode cert info' "
                + "prints on that node; if it is the same, name it as a fingerprint.";
        }

        return null;
    }

    /// <summary>The other members of a cluster, with their certificates.</summary>
    /// <param name="membership">The members.</param>
    /// <param name="known">The endpoints that are there already; members are expected on the port of the first.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task<IReadOnlyList<FoundMember>> Find(
        ClusterMembership membership, IReadOnlyList<Uri> known, CancellationToken cancellation)
    {
        var hosts = known.Select(endpoint => endpoint.Host).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = membership.Nodes.Where(member => member is { Local: false, Address.Length: > 0 }
            && IPAddress.TryParse(member.Address, out _) && !hosts.Contains(member.Address)
            && !hosts.Contains(member.Node)).Take(MaxMembers);
        return await Task.WhenAll(found.Select(async member =>
        {
            var endpoint = new UriBuilder(Uri.UriSchemeHttps, member.Address, known[0].Port).Uri;
            return new FoundMember(member.Node, endpoint, await Read(endpoint, MemberTimeout, cancellation));
        }));
    }

    private async Task<PresentedServer> Read(Uri endpoint, TimeSpan limit, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit, time);
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
                $"{endpoint.Authority} does not answer within {limit.TotalSeconds:0} s. Is the port reachable from here?");
        }
    }
}

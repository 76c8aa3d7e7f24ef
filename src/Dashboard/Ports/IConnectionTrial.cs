using System.Security.Claims;

namespace OrleansMonitor.Dashboard.Ports;

/// <summary>Tests a connection to a Proxmox before it is configured. Stores nothing.</summary>
public interface IConnectionTrial
{
    /// <summary>Reads a server's certificate without sending a token.</summary>
    /// <param name="endpoint">Such as <c>https://pve1.example:8006</c>.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <exception cref="UnauthorizedAccessException">The user may not.</exception>
    Task<PresentedServer> ReadCertificateAsync(Uri endpoint, ClaimsPrincipal user, CancellationToken cancellation);

    /// <summary>Makes each of the monitor's reads once with a token and reports what worked.</summary>
    /// <exception cref="UnauthorizedAccessException">The user may not.</exception>
    Task<TrialReport> TryAsync(TrialConnection connection, ClaimsPrincipal user, CancellationToken cancellation);
}

/// <summary>The certificate that a server presents.</summary>
/// <param name="Fingerprint">SHA-256 of its certificate with colons; null if it could not be read.</param>
/// <param name="Subject">The subject of the certificate.</param>
/// <param name="NotAfter">When it expires.</param>
/// <param name="Trusted">Whether the system trusts it without a pin.</param>
/// <param name="Problem">Why it could not be read; null if it was.</param>
public sealed record PresentedServer(string? Fingerprint, string? Subject, DateTimeOffset? NotAfter, bool Trusted, string? Problem);

/// <summary>The connection to test.</summary>
/// <param name="Endpoint">The address of one node.</param>
/// <param name="TokenId"><c>USER@REALM!ID</c>.</param>
/// <param name="TokenSecret">The token's secret; sent only to that address.</param>
/// <param name="Fingerprint">The fingerprint to accept; null to rely on the system's trust.</param>
public sealed record TrialConnection(Uri Endpoint, string TokenId, string TokenSecret, string? Fingerprint)
{
    /// <summary>Addresses of further nodes.</summary>
    public IReadOnlyList<Uri> MoreEndpoints { get; init; } = [];

    /// <summary>The act token's id; null for none.</summary>
    public string? ActTokenId { get; init; }

    /// <summary>The act token's secret; null for none.</summary>
    public string? ActTokenSecret { get; init; }

    /// <summary>Whether to look for further members and read their certificates.</summary>
    public bool FindMembers { get; init; }

    /// <summary>The address: the other members belong in no log.</summary>
    public override string ToString() => Endpoint.ToString();
}

/// <summary>The result of a test.</summary>
/// <param name="Works">Whether the monitor could watch with this.</param>
/// <param name="Summary">The result in one sentence.</param>
/// <param name="Checks">What the token can and cannot read.</param>
public sealed record TrialReport(bool Works, string Summary, IReadOnlyList<VisibilityCheck> Checks)
{
    /// <summary>Which Proxmox it is; null if that is not readable.</summary>
    public string? Identity { get; init; }

    /// <summary>Further members that were found, if asked for.</summary>
    public IReadOnlyList<FoundMember> Members { get; init; } = [];
}

/// <summary>A member of the cluster that could be a further endpoint.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Endpoint">Its address.</param>
/// <param name="Server">The certificate that it presents, or why it could not be read.</param>
public sealed record FoundMember(string Node, Uri Endpoint, PresentedServer Server);

/// <summary>One resource that the token can or cannot read.</summary>
/// <param name="What">The resource.</param>
/// <param name="IsVisible">Whether it can be read.</param>
/// <param name="Detail">What was read, or what is missing and how to fix it.</param>
public sealed record VisibilityCheck(string What, bool IsVisible, string Detail);

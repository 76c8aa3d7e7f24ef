namespace OrleansMonitor.Dashboard.Ports;

/// <summary>Tries a connection to a Proxmox before it is configured. Nothing is kept.</summary>
public interface IConnectionTrial
{
    /// <summary>Looks at a server's certificate; sends no token.</summary>
    /// <param name="endpoint">Such as <c>https://pve1.example:8006</c>.</param>
    /// <param name="cancellation">Ends the look.</param>
    Task<PresentedServer> ReadCertificateAsync(Uri endpoint, CancellationToken cancellation);

    /// <summary>Reads with a token what the monitor would read, once each, and tells what worked.</summary>
    Task<TrialReport> TryAsync(TrialConnection connection, CancellationToken cancellation);
}

/// <summary>What a server presents.</summary>
/// <param name="Fingerprint">SHA-256 of its certificate with colons; null where it could not be seen.</param>
/// <param name="Subject">Whom the certificate names.</param>
/// <param name="NotAfter">When it ends.</param>
/// <param name="Trusted">Whether it is trusted without a pin.</param>
/// <param name="Problem">Why nothing was seen; null where it was.</param>
public sealed record PresentedServer(string? Fingerprint, string? Subject, DateTimeOffset? NotAfter, bool Trusted, string? Problem);

/// <summary>What to try.</summary>
/// <param name="Endpoint">The address of one node.</param>
/// <param name="TokenId"><c>USER@REALM!ID</c>.</param>
/// <param name="TokenSecret">The token's secret; goes to that address alone.</param>
/// <param name="Fingerprint">The certificate to accept; null for the system's trust.</param>
public sealed record TrialConnection(Uri Endpoint, string TokenId, string TokenSecret, string? Fingerprint);

/// <summary>What came of it.</summary>
/// <param name="Works">Whether the monitor could watch with this.</param>
/// <param name="Summary">In one sentence.</param>
/// <param name="Checks">What can and cannot be seen.</param>
public sealed record TrialReport(bool Works, string Summary, IReadOnlyList<VisibilityCheck> Checks);

/// <summary>One thing that the token can or cannot see.</summary>
/// <param name="What">The thing.</param>
/// <param name="IsVisible">Whether it can.</param>
/// <param name="Detail">What was seen, or what is missing and what to do.</param>
public sealed record VisibilityCheck(string What, bool IsVisible, string Detail);

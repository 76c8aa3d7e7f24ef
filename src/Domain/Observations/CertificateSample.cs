namespace OrleansMonitor.Domain.Observations;

/// <summary>A certificate of a node: a row of <c>/nodes/{node}/certificates/info</c>.</summary>
/// <param name="File">Its file: <c>pve-root-ca.pem</c>, <c>pve-ssl.pem</c>, <c>pveproxy-ssl.pem</c>.</param>
/// <param name="NotAfter">When it expires, or null if the row does not say.</param>
/// <param name="Subject">Its subject, or null.</param>
/// <param name="Fingerprint">SHA-256 fingerprint, or null.</param>
[GenerateSerializer, Immutable, Alias("certificate-sample")]
public readonly record struct CertificateSample(
    [property: Id(0)] string File,
    [property: Id(1)] DateTimeOffset? NotAfter,
    [property: Id(2)] string? Subject,
    [property: Id(3)] string? Fingerprint = null);

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Hosting;

/// <summary>A certificate authority, one certificate for all nodes created at the start, and later replacements.</summary>
internal sealed class Certificates : IDisposable
{
    // TLS checks these against the machine's clock, not the simulated one.
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2070, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IReadOnlyList<IPAddress> _addresses;
    private readonly IReadOnlyList<string> _names;
    private readonly List<X509Certificate2> _renewed = [];

    private Certificates(IReadOnlyList<IPAddress> addresses, IReadOnlyList<string> names, X509Certificate2 authority)
    {
        (_addresses, _names, Authority) = (addresses, names, authority);
        Leaf = Issue(authority);
    }

    public X509Certificate2 Leaf { get; }
    public X509Certificate2 Authority { get; }

    public static Certificates Make(IEnumerable<IPAddress> addresses, IEnumerable<string> names)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Proxmox Virtual Environment, O=PVE Cluster Manager CA", authorityKey,
            HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, false));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
            true));
        var authority = authorityRequest.CreateSelfSigned(From, To);

        return new([.. addresses.Append(IPAddress.Loopback).Distinct()], [.. names.Append("localhost")], authority);
    }

    /// <summary>Issues another certificate with a new key, like a renewal.</summary>
    public NodeCertificate Renew()
    {
        var leaf = Issue(Authority);
        _renewed.Add(leaf);
        return new(leaf, Fingerprint(leaf), leaf.ExportCertificatePem());
    }

    private X509Certificate2 Issue(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("OU=PVE Cluster Node, O=Proxmox Virtual Environment, CN=pve1", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var address in _addresses) alternatives.AddIpAddress(address);
        foreach (var name in _names) alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        using var signed = request.Create(authority, From, To, RandomNumberGenerator.GetBytes(12));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>SHA-256 in the format of Proxmox, <c>AA:BB:…</c>.</summary>
    public static string Fingerprint(X509Certificate2 certificate) =>
        string.Join(':', certificate.GetCertHash(HashAlgorithmName.SHA256)
            .Select(part => part.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));

    public void Dispose()
    {
        Leaf.Dispose();
        foreach (var certificate in _renewed) certificate.Dispose();
        Authority.Dispose();
    }
}

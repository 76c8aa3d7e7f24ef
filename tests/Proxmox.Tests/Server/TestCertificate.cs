using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansMonitor.Proxmox.Tests.Server;

/// <summary>Certificates for servers on loopback, made once per run.</summary>
internal static class TestCertificate
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset Until = DateTimeOffset.UtcNow.AddDays(30);

    public static X509Certificate2 SelfSigned { get; } = Create("CN=self", null, IPAddress.Loopback);

    public static X509Certificate2 Authority { get; } = CreateAuthority();

    public static X509Certificate2 SignedByAuthority { get; } = Create("CN=pve1", Authority, IPAddress.Loopback);

    public static X509Certificate2 SignedForAnotherHost { get; } = Create("CN=pve9", Authority, IPAddress.Parse("127.9.9.9"));

    public static string FingerprintOf(X509Certificate2 certificate) =>
        BitConverter.ToString(certificate.GetCertHash(HashAlgorithmName.SHA256)).Replace('-', ':');

    private static X509Certificate2 CreateAuthority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test CA", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return Loaded(request.CreateSelfSigned(From, Until));
    }

    private static X509Certificate2 Create(string subject, X509Certificate2? issuer, IPAddress address)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        if (issuer is null) return Loaded(request.CreateSelfSigned(From, Until));
        using var signed = request.Create(issuer, From, Until, RandomNumberGenerator.GetBytes(8));
        return Loaded(signed.CopyWithPrivateKey(key));
    }

    private static X509Certificate2 Loaded(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}

using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansMonitor.Proxmox.Connections;

/// <summary>Validates one endpoint's certificate by its <see cref="TlsOptions"/> and keeps the last rejection.</summary>
internal sealed class ServerTrust
{
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\r', '\n'];

    private readonly string[] _pins;
    private readonly bool _allowUntrusted;
    private Rejection? _lastRejection;

    /// <summary>Loads the pinned fingerprints and the CA file.</summary>
    /// <exception cref="IOException">The CA file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The CA file may not be read.</exception>
    /// <exception cref="CryptographicException">The CA file holds no certificate.</exception>
    public ServerTrust(TlsOptions options)
    {
        _pins = (options.Fingerprint ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(ToHex).ToArray();
        var caFile = _pins.Length == 0 && !string.IsNullOrWhiteSpace(options.CaFile) ? options.CaFile : null;
        _allowUntrusted = _pins.Length == 0 && caFile is null && options.AllowUntrusted;
        Authentication = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = Policy(caFile),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accepts(certificate, chain, errors),
        };
    }

    /// <summary>A rejected certificate.</summary>
    /// <param name="Fingerprint">SHA-256 with colons.</param>
    /// <param name="Reason">A short reason.</param>
    public sealed record Rejection(string Fingerprint, string Reason);

    /// <summary>The last rejected certificate; null for none.</summary>
    public Rejection? LastRejection => Volatile.Read(ref _lastRejection);

    /// <summary>The options of the TLS handshake.</summary>
    public SslClientAuthenticationOptions Authentication { get; }

    private static X509ChainPolicy Policy(string? caFile)
    {
        // No revocation lists or missing issuers are downloaded: the monitor connects only to Proxmox.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (caFile is null) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.ImportFromPemFile(caFile);
        return policy.CustomTrustStore.Count > 0 ? policy : throw new CryptographicException("It holds no certificate in PEM form.");
    }

    private bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null) return false;
        if (_allowUntrusted) return true;
        var fingerprint = certificate.GetCertHash(HashAlgorithmName.SHA256);
        var hex = Convert.ToHexString(fingerprint);
        var trusted = _pins.Length > 0 ? _pins.Contains(hex, StringComparer.Ordinal) : errors == SslPolicyErrors.None;
        if (trusted) return true;
        var reason = _pins.Length > 0 ? "it is not the pinned one" : Reason(errors, chain);
        Volatile.Write(ref _lastRejection, new Rejection(BitConverter.ToString(fingerprint).Replace('-', ':'), reason));
        return false;
    }

    private static string Reason(SslPolicyErrors errors, X509Chain? chain)
    {
        if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None) return "it is for another host name";
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, s) => all | s.Status)
            ?? X509ChainStatusFlags.NoError;
        return (status & X509ChainStatusFlags.NotTimeValid) != X509ChainStatusFlags.NoError
            ? "it has expired or is not valid yet"
            : "no trusted authority signed it";
    }

    private static string ToHex(string pin) =>
        pin.StartsWith("sha256:", StringComparison.OrdinalIgnoreCase)
            ? ToHex(pin[7..])
            : pin.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
}

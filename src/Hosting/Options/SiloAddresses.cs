using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace OrleansMonitor.Hosting.Options;

/// <summary>The silo's listening address and its certificates.</summary>
/// <param name="Address">Its own address; loopback if no other machine is to reach it.</param>
/// <param name="Tls">Its authentication to other silos; null for plain text.</param>
public sealed record SiloAddresses(IPAddress Address, SiloTls? Tls);

/// <summary>The certificates of a silo.</summary>
/// <param name="Certificate">Its certificate with the private key.</param>
/// <param name="Intermediates">The intermediate certificates.</param>
/// <param name="Authorities">The authorities that sign silos' certificates.</param>
public sealed record SiloTls(
    X509Certificate2 Certificate, X509Certificate2Collection Intermediates, X509Certificate2Collection Authorities);

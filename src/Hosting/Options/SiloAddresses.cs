using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Where the silo listens and by what it is known there.</summary>
/// <param name="Address">Its own address; loopback where no other machine is to reach it.</param>
/// <param name="Tls">How it proves itself to other silos; null for plain text.</param>
public sealed record SiloAddresses(IPAddress Address, SiloTls? Tls);

/// <summary>A silo's proof.</summary>
/// <param name="Certificate">Its certificate with the key.</param>
/// <param name="Intermediates">What stands between it and the authority.</param>
/// <param name="Authorities">Who signs silos' certificates.</param>
public sealed record SiloTls(
    X509Certificate2 Certificate, X509Certificate2Collection Intermediates, X509Certificate2Collection Authorities);

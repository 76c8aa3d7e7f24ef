using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the silo's addresses and certificates.</summary>
internal static class SiloReader
{
    public static SiloAddresses Read(MonitorOptions options, bool runsSilo, ProblemList problems)
    {
        var silo = options.Silo;
        problems.Require(!string.IsNullOrWhiteSpace(silo.ClusterId), "Silo:ClusterId", "is empty.");
        problems.Within(silo.SiloPort, 1, 65535, "Silo:SiloPort");
        problems.Within(silo.GatewayPort, 0, 65535, "Silo:GatewayPort");
        var address = Address(silo.AdvertisedIP, problems);
        var tls = Tls(silo.Tls, problems);
        if (!options.Database.IsPostgreSql)
        {
            problems.Require(
                IPAddress.IsLoopback(address), "Silo:AdvertisedIP",
                "lets other machines reach this silo, but only PostgreSql can be shared by several. Set Database:Provider, or leave this "
                    + "out.");
            return new(address, tls);
        }

        problems.Require(
            !runsSilo || tls is not null || silo.AllowPlaintext || AnyTlsFile(silo.Tls), "Silo:Tls",
            $"is needed with PostgreSql: the silo listens on {address} for others, and whoever reaches its port, also from this machine, "
                + $"could control the monitor. Set CertificateFile, KeyFile and CaFile, or Silo:AllowPlaintext=true on a network of its "
                + $"own.");
        return new(address, tls);
    }

    private static IPAddress Address(string? configured, ProblemList problems)
    {
        if (string.IsNullOrWhiteSpace(configured)) return IPAddress.Loopback;
        try
        {
            var address = IPAddress.TryParse(configured, out var literal)
                ? literal
                : Dns.GetHostAddresses(configured).OrderBy(found => found.AddressFamily != AddressFamily.InterNetwork).First();
            if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)) return address;
            problems.Add("Silo:AdvertisedIP", $"is {configured}, which no other silo can reach; name the machine's own address.");
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException or ArgumentException)
        {
            problems.Add(
                "Silo:AdvertisedIP", $"is '{configured}', which is neither an address nor a host name that this machine can resolve.");
        }

        return IPAddress.Loopback;
    }

    private static bool AnyTlsFile(SiloTlsOptions options) =>
        options.CertificateFile is not null || options.KeyFile is not null || options.CaFile is not null;

    private static SiloTls? Tls(SiloTlsOptions options, ProblemList problems)
    {
        if (!AnyTlsFile(options)) return null;
        var files = ((string Key, string? File)[])[
            ("CertificateFile", options.CertificateFile), ("KeyFile", options.KeyFile), ("CaFile", options.CaFile)];
        foreach (var (key, file) in files)
        {
            problems.Require(
                File.Exists(file), $"Silo:Tls:{key}",
                file is null ? "is missing; all three files are needed." : $"names '{file}', which is not there.");
        }

        if (!files.All(part => File.Exists(part.File))) return null;
        try
        {
            var (chain, authorities) = (new X509Certificate2Collection(), new X509Certificate2Collection());
            chain.ImportFromPemFile(options.CertificateFile!);
            authorities.ImportFromPemFile(options.CaFile!);
            var certificate = X509Certificate2.CreateFromPemFile(options.CertificateFile!, options.KeyFile);
            if (authorities.Count > 0) return new(certificate, [.. chain.Skip(1)], authorities);
            problems.Add("Silo:Tls:CaFile", "holds no certificate.");
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or IOException
            or UnauthorizedAccessException)
        {
            problems.Add("Silo:Tls:CertificateFile", $"cannot be used with its key: {exception.Message}");
        }

        return null;
    }
}

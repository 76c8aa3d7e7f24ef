using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Tests.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Tests.Options;

public sealed class SiloOptionsTests : IDisposable
{
    private const string PostgreSql = "Host=127.0.0.1;Database=monitor;Username=monitor";

    // Any address but loopback; nothing listens on it here.
    private static readonly string Elsewhere = IPAddress.Broadcast.ToString();

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_silo_listens_on_loopback_unless_told_otherwise() =>
        Load(new() { ["Silo:AllowPlaintext"] = "true" }).Silo.Address.ShouldBe(IPAddress.Loopback);

    [Fact]
    public void On_PostgreSQL_it_takes_certificates_on_loopback_too() => Problems([]).ShouldBe(["Monitor:Silo:Tls"]);

    [Fact]
    public void A_command_that_runs_no_silo_needs_no_certificates() => Load([], runsSilo: false).Silo.Tls.ShouldBeNull();

    [Fact]
    public void No_port_is_open_for_clients_unless_configured() => new SiloOptions().GatewayPort.ShouldBe(0);

    [Theory]
    [InlineData("Silo:AdvertisedIP", "0.0.0.0", "Silo:AdvertisedIP")]
    [InlineData("Silo:AdvertisedIP", "no such host", "Silo:AdvertisedIP")]
    [InlineData("Silo:Tls:KeyFile", "does-not-exist", "Silo:Tls:KeyFile")]
    [InlineData("Silo:Tls:KeyFile", "does-not-exist", "Silo:Tls:CaFile")]
    [InlineData("Silo:ClusterId", "", "Silo:ClusterId")]
    [InlineData("Database:ConnectionString", "Data Source=x.db", "Database:ConnectionString")]
    public void A_mistake_is_named_by_its_key(string key, string value, string named) =>
        Problems(new() { [key] = value }).ShouldContain($"Monitor:{named}");

    [Fact]
    public void Beyond_loopback_it_takes_certificates() =>
    Problems(new() { ["Silo:AdvertisedIP"] = Elsewhere }).ShouldBe(["Monitor:Silo:Tls"]);

    [Fact]
    public void SQLite_is_not_shared_by_machines() =>
        Problems(
        new()
        {
            ["Database:Provider"] = "Sqlite",
            ["Database:ConnectionString"] = "Data Source=x.db",
            ["Silo:AdvertisedIP"] = Elsewhere,
            ["Silo:AllowPlaintext"] = "true"
        })
            .ShouldBe(["Monitor:Silo:AdvertisedIP"]);

    [Fact]
    public void Plain_text_beyond_loopback_has_to_be_allowed_by_name()
    {
        var silo = Load(new() { ["Silo:AdvertisedIP"] = Elsewhere, ["Silo:AllowPlaintext"] = "true" }).Silo;
        (silo.Address, silo.Tls).ShouldBe((IPAddress.Parse(Elsewhere), null));
    }

    [Fact]
    public void Certificates_allow_it_too()
    {
        var files = Certificate("silo");
        var silo = Load(new(files) { ["Silo:AdvertisedIP"] = Elsewhere }).Silo;
        silo.Tls.ShouldNotBeNull().Certificate.HasPrivateKey.ShouldBeTrue();
        silo.Tls.Authorities.Count.ShouldBe(1);
    }

    [Fact]
    public void A_key_of_another_certificate_is_told()
    {
        var (files, others) = (Certificate("silo"), Certificate("other"));
        files["Silo:Tls:KeyFile"] = others["Silo:Tls:KeyFile"];
        Problems(files).ShouldBe(["Monitor:Silo:Tls:CertificateFile"]);
    }

    public void Dispose() => _folder.Dispose();

    private Dictionary<string, string?> Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now, now.AddYears(10));
        var folder = Path.GetDirectoryName(_folder.File)!;
        Directory.CreateDirectory(folder);
        var (certificateFile, keyFile) = (Path.Combine(folder, $"{name}.pem"), Path.Combine(folder, $"{name}.key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return new()
        {
            ["Silo:Tls:CertificateFile"] = certificateFile,
            ["Silo:Tls:KeyFile"] = keyFile,
            ["Silo:Tls:CaFile"] = certificateFile
        };
    }

    private static IEnumerable<string> Problems(Dictionary<string, string?> settings) =>
        Should.Throw<ConfigurationException>(() => Load(settings)).Problems.Select(problem => problem.Key);

    private static CheckedConfiguration Load(Dictionary<string, string?> settings, bool runsSilo = true)
    {
        var all = new Dictionary<string, string?>(
            StringComparer.Ordinal)
        { ["Monitor:Database:Provider"] = "PostgreSql", ["Monitor:Database:ConnectionString"] = PostgreSql };
        foreach (var (key, value) in settings) all[$"Monitor:{key}"] = value;
        return MonitorConfiguration.Load(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), runsSilo);
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Silos.Tests.Harness;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Silos.Tests;

/// <summary>Silos that know each other by certificates.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("monitor-tls");
    private readonly PostgreSqlServer _database = new();
    private readonly List<IHost> _hosts = [];
    private readonly List<int> _ports = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var database = _database.CreateDatabase();
        var tls = Certificates();
        for (var i = 0; i < 2; i++)
        {
            _ports.Add(SiloCluster.FreePort());
            var builder = Host.CreateEmptyApplicationBuilder(new());
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            builder.AddMonitorSilo(MonitorConfiguration.Check(new()
            {
                Database = new() { Provider = DatabaseOptions.PostgreSql, ConnectionString = database },
                Silo = new() { SiloPort = _ports[i], GatewayPort = 0, Tls = tls },
            }));
            _hosts.Add(builder.Build());
            await _hosts[i].StartAsync(Stop);
        }
    }

    [Fact]
    public async Task They_call_each_other_and_nobody_else_gets_in()
    {
        var membership = _hosts[1].Services.GetRequiredService<IClusterMembershipService>();
        membership.CurrentSnapshot.Members.Values.Count(silo => silo.Status == SiloStatus.Active).ShouldBe(2);

        // Ten clusters are spread over both silos, so some of these calls cross from one to the other.
        var grains = _hosts[1].Services.GetRequiredService<IGrainFactory>();
        var homes = new HashSet<SiloAddress>();
        for (var i = 0; i < 10; i++)
        {
            var cluster = grains.Cluster(ClusterName.Parse($"lab{i}"));
            await cluster.Header();
            homes.Add((await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(cluster, Stop))!);
        }

        homes.Count.ShouldBe(2);
        (await AnswersToPlainText(_ports[0])).ShouldBeFalse();
        (await LetsInWithoutCertificate(_ports[0])).ShouldBeFalse();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<bool> AnswersToPlainText(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        await client.GetStream().WriteAsync(new byte[64], Stop);
        return await SaysSomethingReadable(client.GetStream(), isTls: false);
    }

    private static async Task<bool> LetsInWithoutCertificate(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        await using var stream = new SslStream(client.GetStream());
#pragma warning disable CA5359 // The test asks what the server accepts.
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "silo", RemoteCertificateValidationCallback = (_, _, _, _) => true }, Stop);
#pragma warning restore CA5359
        return await SaysSomethingReadable(stream, isTls: true);
    }

    // A TLS alert is no answer.
    private static async Task<bool> SaysSomethingReadable(Stream stream, bool isTls)
    {
        try
        {
            var buffer = new byte[256];
            var read = await stream.ReadAsync(buffer, Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(15), Stop);
            return read > 0 && (isTls || buffer[0] != 0x15);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private SiloTlsOptions Certificates()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        var request = new CertificateRequest("CN=silos", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions
            .Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        using var silo = new CertificateRequest("CN=silo", key, HashAlgorithmName.SHA256).Create(
            authority, now.AddDays(-1), now.AddDays(20), [1, 2, 3, 4]);
        return new()
        {
            CertificateFile = File("silo.pem", silo.ExportCertificatePem()),
            KeyFile = File("silo.key", key.ExportPkcs8PrivateKeyPem()),
            CaFile = File("ca.pem", authority.ExportCertificatePem())
        };
    }

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Api;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Browser.Tests.Harness;

/// <summary>The API as it is deployed, with its dashboard, on a SQLite file, watching a simulated Proxmox.</summary>
internal sealed class RunningMonitor : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningMonitor(WebApplication app) => (_app, Address) = (app, new(app.Urls.First()));

    public Uri Address { get; }

    public static async Task<RunningMonitor> Start(string database, SimulatedProxmox? proxmox = null, params string[] more)
    {
        var args = new List<string>
        {
            "--urls=http://127.0.0.1:0",
            $"--Monitor:Database:ConnectionString=Data Source={database}",
            string.Create(CultureInfo.InvariantCulture, $"--Monitor:Silo:SiloPort={FreePort()}"),
            "--Monitor:Silo:GatewayPort=0",
            "--Monitor:Tiers:StartupDelay=00:00:00",
            "--Monitor:Tiers:Critical=00:00:01",
            "--Monitor:Tiers:Important=00:00:01",
            "--Monitor:Tiers:Routine=00:00:05",
        };
        if (proxmox is not null)
        {
            args.AddRange(
            [
                "--Monitor:Clusters:0:Name=lab", $"--Monitor:Clusters:0:TokenId={proxmox.ReadTokenId}", $"--Monitor:Clusters:0:TokenSecret={proxmox.ReadTokenSecret}",
                $"--Monitor:Clusters:0:ActTokenId={proxmox.ActTokenId}", $"--Monitor:Clusters:0:ActTokenSecret={proxmox.ActTokenSecret}",
                $"--Monitor:Clusters:0:Tls:Fingerprint={proxmox.Fingerprint}",
            ]);
            args.AddRange(proxmox.Endpoints.Select((endpoint, i) => $"--Monitor:Clusters:0:Endpoints:{i}={endpoint}"));
        }

        args.AddRange(more);
        var app = await MonitorApp.BuildAsync([.. args], builder => builder.Logging.ClearProviders());
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public static Task<SimulatedProxmox> Proxmox(int guests = 12) => SimulatedProxmox.StartAsync(
        new()
        {
            ClusterName = "lab",
            Guests = guests,
            StoppedShare = 0,
            Timings = new() { PublishPeriod = TimeSpan.FromMilliseconds(500), FileSystemCache = TimeSpan.Zero, WorkerCache = TimeSpan.Zero, AuthDelay = TimeSpan.Zero, OfflineAfter = TimeSpan.FromSeconds(1) },
        },
        null,
        TestContext.Current.CancellationToken);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}

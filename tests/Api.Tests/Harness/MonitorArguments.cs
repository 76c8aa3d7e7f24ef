using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Tests.Support;

/// <summary>The command line of a monitor under test: ports of its own, a tick a second.</summary>
internal static class MonitorArguments
{
    /// <summary>Listens on a port, stores in a file.</summary>
    public static List<string> Of(string database, int port = 0) =>
    [
        $"--urls=http://127.0.0.1:{port}",
        $"--Monitor:Database:ConnectionString=Data Source={database}",
        string.Create(CultureInfo.InvariantCulture, $"--Monitor:Silo:SiloPort={FreePort()}"),
        "--Monitor:Silo:GatewayPort=0",
        "--Monitor:Tiers:StartupDelay=00:00:00",
        "--Monitor:Tiers:Critical=00:00:01",
    ];

    /// <summary>Watches a simulated cluster as <c>lab</c>; with the act token it may act.</summary>
    public static IEnumerable<string> Watching(SimulatedProxmox proxmox, bool acting = false) =>
    [
        "--Monitor:Clusters:0:Name=lab", $"--Monitor:Clusters:0:TokenId={proxmox.ReadTokenId}",
        $"--Monitor:Clusters:0:TokenSecret={proxmox.ReadTokenSecret}",
        $"--Monitor:Clusters:0:Tls:Fingerprint={proxmox.Fingerprint}",
        .. proxmox.Endpoints.Select((endpoint, i) => $"--Monitor:Clusters:0:Endpoints:{i}={endpoint}"),
        .. acting
            ? new[] { $"--Monitor:Clusters:0:ActTokenId={proxmox.ActTokenId}",
                $"--Monitor:Clusters:0:ActTokenSecret={proxmox.ActTokenSecret}" } : [],
    ];

    /// <summary>A simulated cluster that shows changes within half a second.</summary>
    public static Task<SimulatedProxmox> Proxmox(int guests, CancellationToken stop) => SimulatedProxmox.StartAsync(
        new()
        {
            ClusterName = "lab",
            Guests = guests,
            StoppedShare = 0,
            Timings = new()
            {
                PublishPeriod = TimeSpan.FromMilliseconds(500),
                FileSystemCache = TimeSpan.Zero,
                WorkerCache = TimeSpan.Zero,
                AuthDelay = TimeSpan.Zero,
                OfflineAfter = TimeSpan.FromSeconds(1)
            },
        },
        null,
        stop);

    /// <summary>A port that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

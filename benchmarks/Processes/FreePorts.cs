using System.Net;
using System.Net.Sockets;

namespace OrleansMonitor.Benchmarks.Processes;

/// <summary>Ports that nobody listens on, so that several monitors can run beside each other.</summary>
internal static class FreePorts
{
    public static (int One, int Other) Two()
    {
        using var one = Listen();
        using var other = Listen();
        return (Port(one), Port(other));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}

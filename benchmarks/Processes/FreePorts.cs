using System.Net;
using System.Net.Sockets;

namespace OrleansMonitor.Benchmarks.Processes;

/// <summary>Finds free ports, so several monitors can run at the same time.</summary>
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

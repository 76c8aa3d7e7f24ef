using System.Net;
using System.Net.Sockets;

namespace OrleansMonitor.Simulator.Hosting;

/// <summary>
/// The address of each node: its own one from 127.0.1.0/24 upwards, or its own port if only 127.0.0.1 exists.
/// </summary>
internal static class Addresses
{
    private const int PerBlock = 250;
    private const int Attempts = 50;

    public static IPAddress Of(int index) => new([127, 0, (byte)(1 + (index / PerBlock)), (byte)(1 + (index % PerBlock))]);

    /// <summary>Chooses free addresses; port 0 is any free port.</summary>
    /// <exception cref="IOException">The wanted port is taken, or none is free.</exception>
    public static IPEndPoint[] Choose(int count, int port)
    {
        var several = CanBind(new(Of(0), 0)) && CanBind(new(Of(count - 1), 0));
        IPEndPoint[] At(int candidate) =>
            [.. Enumerable.Range(0, count).Select(index => several
                ? new IPEndPoint(Of(index), candidate)
                : new IPEndPoint(IPAddress.Loopback, candidate + index))];

        if (port != 0)
        {
            var wanted = At(port);
            var taken = Array.FindAll(wanted, endpoint => !CanBind(endpoint));
            return taken.Length == 0
                ? wanted
                : throw new IOException(
                $"Cannot listen on {string.Join(", ", taken.Select(endpoint => endpoint.ToString()))}: the port is taken or the address "
                    + $"is not there.");
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var candidate = At(FreePort(several ? Of(0) : IPAddress.Loopback));
            if (Array.TrueForAll(candidate, endpoint => endpoint.Port <= IPEndPoint.MaxPort && CanBind(endpoint))) return candidate;
        }

        throw new IOException("No port is free on all addresses of the simulated nodes.");
    }

    private static int FreePort(IPAddress address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static bool CanBind(IPEndPoint endpoint)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(endpoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

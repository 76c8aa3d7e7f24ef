using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OrleansMonitor.Browser.Tests.Harness;

/// <summary>A wire between browser and monitor that can be cut and mended.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly Uri _target;
    private readonly Task _accepting;
    private volatile bool _cut;

    public Relay(Uri target)
    {
        _target = target;
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = Accept();
    }

    public Uri Address { get; }

    public void Cut()
    {
        _cut = true;
        foreach (var client in _open.Keys) client.Dispose();
    }

    public void Mend() => _cut = false;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
    }

    private async Task Accept()
    {
        var carried = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                if (_cut) client.Dispose();
                else carried.Add(Carry(client));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(carried);
        }
    }

    private async Task Carry(TcpClient client)
    {
        using var server = new TcpClient();
        try
        {
            _open[client] = _open[server] = true;
            await server.ConnectAsync(_target.Host, _target.Port);
            var (near, far) = (client.GetStream(), server.GetStream());
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }
        catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The wire was cut.
        }
        finally
        {
            client.Dispose();
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
        }
    }
}

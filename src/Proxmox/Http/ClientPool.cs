using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>One client per cluster, created on first use and again when its connection changes.</summary>
internal sealed class ClientPool(ProbeTimeouts timeouts, Traffic traffic, IProxmoxTransport transport, TimeProvider time, ILogger logger)
    : IDisposable
{
    private readonly Dictionary<ClusterName, ClusterClient> _clients = [];
    private readonly Lock _lock = new();

    /// <summary>Gets the client of a connection, or the failure that prevents one.</summary>
    public bool TryGet(
        ClusterName cluster, ClusterConnection? connection, [NotNullWhen(true)] out ClusterClient? client,
        [NotNullWhen(false)] out ProbeFailure? failure)
    {
        client = null;
        failure = ConnectionFaults.Of(cluster, connection);
        if (failure is not null)
        {
            if (connection is null) Drop(cluster);
            return false;
        }

        lock (_lock)
        {
            if (_clients.TryGetValue(cluster, out client) && client.Connection.Equals(connection)) return true;
            try
            {
                var replaced = client;
                client = new ClusterClient(connection!, timeouts, traffic.Of(cluster), transport, time, traffic.Metrics, logger);
                _clients[cluster] = client;
                replaced?.Dispose();
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                client = null;
                failure = ConnectionFaults.UnreadableCaFile(connection!, e);
                return false;
            }
        }
    }

    // No longer watched: what is still being read is not to be waited for.
    private void Drop(ClusterName cluster)
    {
        lock (_lock)
        {
            if (_clients.Remove(cluster, out var client)) client.Dispose();
        }
    }

    /// <summary>Closes all connections; running calls fail.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var client in _clients.Values) client.Dispose();
            _clients.Clear();
        }
    }
}

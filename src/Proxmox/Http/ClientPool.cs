using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>One client per cluster, made when first needed and again when its connection changes.</summary>
internal sealed class ClientPool(ProbeTimeouts timeouts, Traffic traffic, IProxmoxTransport transport, TimeProvider time, ILogger logger)
    : IDisposable
{
    private readonly Dictionary<ClusterName, ClusterClient> _clients = [];
    private readonly Lock _lock = new();

    /// <summary>The client for a connection, or why there is none.</summary>
    public bool TryGet(
        ClusterName cluster, ClusterConnection? connection, [NotNullWhen(true)] out ClusterClient? client,
        [NotNullWhen(false)] out ProbeFailure? failure)
    {
        client = null;
        failure = ConnectionFaults.Of(cluster, connection);
        if (failure is not null) return false;
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

    /// <summary>Closes all connections; calls on their way fail.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var client in _clients.Values) client.Dispose();
            _clients.Clear();
        }
    }
}

using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Hosting.Connections;

/// <summary>The connections of the watched clusters: those in the configuration, and those that people added.</summary>
/// <param name="configured">The connections in the configuration.</param>
/// <param name="watched">The watched clusters.</param>
/// <param name="seal">Opens the tokens of added clusters.</param>
public sealed class LiveClusterConnections(IEnumerable<ClusterConnection> configured, WatchedClusters watched, TokenSeal seal)
    : IClusterConnections
{
    private readonly FrozenDictionary<ClusterName, ClusterConnection> _configured =
        configured.ToFrozenDictionary(connection => connection.Name);

    private readonly ConditionalWeakTable<RegisteredCluster, ClusterConnection> _opened = [];

    /// <inheritdoc />
    public ClusterConnection? Find(ClusterName cluster)
    {
        if (_configured.TryGetValue(cluster, out var connection)) return connection;
        return watched.FindAdded(cluster) is { } added ? _opened.GetValue(added, Open) : null;
    }

    /// <summary>The connection of an added cluster, also of a paused one; one that cannot be opened says why.</summary>
    public ClusterConnection Open(RegisteredCluster added)
    {
        var connection = new ClusterConnection
        {
            Name = added.Name,
            Endpoints = [.. added.Endpoints.Select(endpoint => new Uri(endpoint))],
            TokenId = added.TokenId,
            ActTokenId = added.ActTokenId,
            Tls = new() { Fingerprint = added.Fingerprints.IsEmpty ? null : string.Join(',', added.Fingerprints) },
        };
        try
        {
            return connection with
            {
                TokenSecret = seal.Open(added.SealedToken, TokenBinding.Of(added, TokenRole.Read)),
                ActTokenSecret = added.SealedActToken is { } act ? seal.Open(act, TokenBinding.Of(added, TokenRole.Act)) : "",
            };
        }
        catch (Exception problem) when (problem is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return connection with
            {
                Fault = $"They cannot be opened on this silo: {problem.Message.TrimEnd('.')}. Restore the key that sealed them "
                    + "(Monitor:Secrets) and restart, or enter them again.",
            };
        }
    }
}

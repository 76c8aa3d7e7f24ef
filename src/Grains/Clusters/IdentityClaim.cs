using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Reports the identity of a cluster, to find one Proxmox under two names: with the first important poll, since repairs wait for it, and
/// with each routine poll. A cluster that cannot be compared is still watched.
/// </summary>
internal sealed partial class IdentityClaim(ClusterName cluster, IProbe probe, IGrainFactory grains, MonitorSettings settings, ILogger log)
{
    private bool _made;

    /// <summary>Reads a node's certificates and reports the identity, unless that was done before.</summary>
    /// <param name="name">The cluster's name in Proxmox.</param>
    /// <param name="snapshot">Its nodes.</param>
    public async Task MakeAtFirst(string? name, ClusterSnapshot snapshot)
    {
        if (_made || settings.Clusters.Length < 2
            || snapshot.Nodes.FirstOrDefault(node => node.Believed == NodeStatus.Online) is not { } node) return;
        var read = await probe.ReadCertificatesAsync(new(cluster, node.Sample.Node), CancellationToken.None);
        if (read.Succeeded) await Make(name, snapshot, read.Value);
    }

    /// <summary>Reports the identity.</summary>
    /// <param name="name">The cluster's name in Proxmox.</param>
    /// <param name="snapshot">Its nodes.</param>
    /// <param name="certificates">Certificates of any of them.</param>
    public async Task Make(string? name, ClusterSnapshot snapshot, IEnumerable<CertificateSample> certificates)
    {
        // Also of the only cluster: one that is added later is compared with it.
        if (snapshot.Nodes.IsEmpty) return;
        try
        {
            await grains.Twins().Claim(cluster, SameProxmox.Identity(name, snapshot.Nodes.Select(node => node.Sample.Node), certificates));
            _made = true;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogNotCompared(log, cluster, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cluster {Cluster} could not be compared with the others: {Reason}")]
    private static partial void LogNotCompared(ILogger log, ClusterName cluster, string reason);
}

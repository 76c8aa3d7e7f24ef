using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Proxmox.Http;

internal sealed partial class ClusterClient
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster {Cluster} is read through {Endpoint} now: {Reason}")]
    private static partial void LogFailedOver(ILogger logger, ClusterName cluster, string endpoint, string reason);
}

using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Proxmox;

public sealed partial class ProxmoxProbe
{
    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Cluster {Cluster} sent {Count} rows that do not say which guest, node or storage they are about; they are left out")]
    private static partial void LogNamelessRows(ILogger logger, ClusterName cluster, int count);
}

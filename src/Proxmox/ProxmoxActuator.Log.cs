using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Proxmox;

public sealed partial class ProxmoxActuator
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster}: {Call} on {Node}: {Outcome}: {Reason}")]
    private static partial void LogActed(
        ILogger logger, ClusterName cluster, string call, string? node, ActResultKind outcome, string reason);
}

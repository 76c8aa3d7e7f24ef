using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Grains.Clusters;

internal sealed partial class AccessWatch
{
    [LoggerMessage(LogLevel.Information, "Cluster {Cluster}: the monitor holds every privilege that it needs ({Tokens})")]
    private static partial void LogSeesAll(ILogger log, ClusterName cluster, string tokens);

    [LoggerMessage(LogLevel.Warning,
        "Missing permission in cluster {Cluster}: {Description}. To fix it, run on one of its nodes:\n  {Commands}")]
    private static partial void LogBlind(ILogger log, ClusterName cluster, string description, string commands);

    [LoggerMessage(LogLevel.Warning, "What token {Token} of cluster {Cluster} may do could not be read: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string token, ClusterName cluster, string reason);
}

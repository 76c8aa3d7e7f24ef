using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Has what is open weighed after each poll. Mostly that is over at once; where thousands of incidents move it goes on while the cluster is polled.
/// </summary>
internal sealed partial class BoardSweep(ClusterName cluster, IGrainFactory grains, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private Task _running = Task.CompletedTask;

    public async Task Run(Incident? ownNetwork)
    {
        if (!_running.IsCompleted) return;
        _running = grains.IncidentBoard(cluster).Sweep(ownNetwork);
        try
        {
            await _running.WaitAsync(Patience, time);
        }
        catch (TimeoutException) when (!_running.IsCompleted)
        {
            _running.Ignore();
            LogLong(log, cluster, Patience);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Weighing the incidents of cluster {Cluster} takes longer than {Patience}; it is polled meanwhile")]
    private static partial void LogLong(ILogger log, ClusterName cluster, TimeSpan patience);
}

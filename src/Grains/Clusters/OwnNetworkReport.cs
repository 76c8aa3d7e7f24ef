using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Network;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Reports the outcome of polls to the grain that compares all clusters. If it does not answer in time, <see
/// cref="OwnNetwork.JudgeWithoutOthers"/> and the last known incident apply, so that it never delays a poll.
/// </summary>
internal sealed class OwnNetworkReport(
    ClusterName cluster, IGrainFactory grains, WatchedClusters clusters, int unreachableAfter, TimeProvider time, StageGuard guard)
{
    /// <summary>How long to wait for the answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private Task<SilenceReading>? _open;
    private Incident? _known;

    /// <summary>Reports a poll; never fails.</summary>
    /// <param name="answered">Whether anything answered, even with a refusal.</param>
    /// <param name="failedPolls">Failed polls in a row; 0 after a successful one.</param>
    public async Task<SilenceReading> Report(bool answered, int failedPolls)
    {
        SilenceReading? reading = null;
        var isRead = await guard.Run(PollStage.OwnNetwork, async () => reading = await Ask(answered));

        // An answer proves that the monitor's own network works.
        if (isRead || answered) _known = reading?.Incident;
        return reading ?? new(OwnNetwork.JudgeWithoutOthers(clusters.Length, failedPolls, unreachableAfter), _known);
    }

    private async Task<SilenceReading> Ask(bool answered)
    {
        if (_open is { IsCompleted: false }) throw new TimeoutException("The report before is still open.");
        _open = grains.OwnNetwork().Report(cluster, answered, time.GetUtcNow());
        try
        {
            return await _open.WaitAsync(Limit, time);
        }
        catch (TimeoutException late) when (!_open.IsCompleted)
        {
            _open.Ignore();
            throw new TimeoutException($"It did not answer within {Limit.TotalSeconds:0} s.", late);
        }
    }
}

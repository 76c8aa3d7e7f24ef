using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Grains.Network;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Reports how polls went to the one grain that knows of all clusters, and never lets it hold a poll up: without its reading in time
/// <see cref="OwnNetwork.JudgeWithoutOthers"/> holds, and the incident that was known last.
/// </summary>
internal sealed class OwnNetworkReport(
    ClusterName cluster, IGrainFactory grains, int clusters, int unreachableAfter, TimeProvider time, StageGuard guard)
{
    /// <summary>How long the reading is waited for.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private Task<SilenceReading>? _open;
    private Incident? _known;

    /// <summary>Reports a poll; never fails.</summary>
    /// <param name="answered">True where anything answered, be it a refusal.</param>
    /// <param name="failedPolls">Failed polls in a row; 0 after one that worked.</param>
    public async Task<SilenceReading> Report(bool answered, int failedPolls)
    {
        SilenceReading? reading = null;
        var heard = await guard.Run(PollStage.OwnNetwork, async () => reading = await Ask(answered));

        // Who answers is proof that the own network works.
        if (heard || answered) _known = reading?.Incident;
        return reading ?? new(OwnNetwork.JudgeWithoutOthers(clusters, failedPolls, unreachableAfter), _known);
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

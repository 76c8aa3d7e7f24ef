using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Live;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Finds out whether the monitor's clock was set since the cluster was watched last, by comparing the nodes' clocks with those of then.
/// Nothing else shows a clock that was set while no process ran.
/// </summary>
internal sealed partial class ClockComparison(ClusterName cluster, NodeTasks clocks, SteadyClock clock, IGrainFactory grains, ILogger log)
{
    private const int MaxNodes = 3;

    // Nodes report whole seconds, and their clocks are corrected too.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    // Only right after a start: later, the difference is that between the clocks of two silos.
    private static readonly TimeSpan StartPeriod = TimeSpan.FromMinutes(5);

    private DateTimeOffset? _comparedAt;
    private TimeSpan? _moved;

    /// <summary>When the cluster was watched last, by the present clock; default if that is unknown.</summary>
    public async Task<DateTimeOffset> LastWatchedAt(ClusterState state, ClusterSnapshot snapshot)
    {
        if (state.SeenAt == default) return default;
        if (_comparedAt != state.SeenAt)
        {
            _moved = state.ClockSkews.IsEmpty ? null : await Compare(state, snapshot);
            _comparedAt = state.SeenAt;
        }

        var seenAt = state.SeenAt + (_moved ?? TimeSpan.Zero);
        return seenAt <= snapshot.At ? seenAt : default;
    }

    /// <summary>The time on record was just written by the present clock.</summary>
    public void RecordWatched(DateTimeOffset seenAt) => (_comparedAt, _moved) = (seenAt, TimeSpan.Zero);

    private async Task<TimeSpan?> Compare(ClusterState state, ClusterSnapshot snapshot)
    {
        var asked = snapshot.Nodes.Where(node => node.Sample.Status == NodeStatus.Online && state.ClockSkews.ContainsKey(node.Sample.Node))
            .Take(MaxNodes).ToList();
        var read = await Task.WhenAll(asked.Select(node => clocks.Clock(new NodeId(cluster, node.Sample.Node), snapshot.At)));
        var moves = asked.Zip(read).Where(pair => pair.Second.Ahead is not null)
            .Select(pair => state.ClockSkews[pair.First.Sample.Node] - pair.Second.Ahead!.Value).Order().ToList();
        if (moves.Count == 0) return null;
        var moved = moves[moves.Count / 2];
        if (moved.Duration() <= Tolerance) return TimeSpan.Zero;
        if (clock.Running < StartPeriod) await Publish(moved, snapshot.At);
        return moved;
    }

    private async Task Publish(TimeSpan moved, DateTimeOffset at)
    {
        try
        {
            await grains.Feed().Publish([ClockStep.FoundAtStart(moved, at, clock).Event(Environment.MachineName)]);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnpublished(log, cluster, moved, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning,
        "By the clocks of {Cluster} the machine's clock moved by {Moved} while the monitor was not running; that could not be "
            + "published: {Reason}")]
    private static partial void LogUnpublished(ILogger log, ClusterName cluster, TimeSpan moved, string reason);
}

using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.History;

/// <summary>
/// Fills the gap before the first poll of a cluster's grain from Proxmox' own records, with one request apart from polls. A Proxmox that
/// has none, is too old, refuses the token, or has another time, is not filled. At most one request runs per process.
/// </summary>
internal sealed partial class HistoryFiller(
    IProbe probe, IHistoryStore store, HistoryWriter writer, HistoryMeter meter, MonitorSettings settings,
    TimeProvider time, ILogger<HistoryFiller> log) : IDisposable
{
    private static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(20);

    // Longer than the request's timeout and the wait for its place.
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(70);

    // Other requests of a start come first.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(30);

    // Records bear the time of Proxmox.
    private static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    /// <summary>Starts it and returns at once.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="snapshot">Its first snapshot.</param>
    public void Start(ClusterName cluster, ClusterSnapshot snapshot) => Task.Run(() => TryFill(cluster, snapshot)).Ignore();

    private async Task TryFill(ClusterName cluster, ClusterSnapshot snapshot)
    {
        try
        {
            await Task.Delay(Delay, time);
            await _turn.WaitAsync();
            try
            {
                await Fill(cluster, snapshot);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            meter.Failed(cluster, "fill");
            LogFailed(log, cluster, problem.Message);
        }
    }

    private async Task Fill(ClusterName cluster, ClusterSnapshot snapshot)
    {
        if (!settings.Clusters.Contains(cluster)) return;
        if (GapFill.Find(await LastEnd(cluster, snapshot.At), snapshot, time.GetUtcNow()) is not { } gap) return;
        if (await OtherTime(cluster, snapshot) is { } reason)
        {
            NotFilled(cluster, reason);
            return;
        }

        var since = DateTimeOffset.FromUnixTimeSeconds(gap.From - 1);
        using var limit = new CancellationTokenSource(RequestLimit, time);
        var read = await probe.ReadMetricsAsync(cluster, since, limit.Token).WaitAsync(RequestLimit, time);
        if (!read.Succeeded)
        {
            NotFilled(cluster, read.Failure!.Message);
            return;
        }

        var chunk = GapFill.Fill(cluster, read.Value, gap, snapshot);
        if (chunk is not null && settings.Clusters.Contains(cluster)) writer.Write(chunk);
    }

    // Why records cannot be told apart by minutes of the monitor's clock; null if they can.
    private async Task<string?> OtherTime(ClusterName cluster, ClusterSnapshot snapshot)
    {
        var node = snapshot.Nodes.FirstOrDefault(node => node.Believed == NodeStatus.Online)?.Sample.Node;
        if (node is null) return "no node is online";
        using var limit = new CancellationTokenSource(RequestLimit, time);
        var clock = await probe.ReadClockAsync(new(cluster, node), limit.Token).WaitAsync(RequestLimit, time);
        if (NodeClock.Skew(clock, time.GetUtcNow())?.Duration() is not { } skew) return $"{node}: {NodeClock.Describe(clock)}";
        return skew <= MaxSkew ? null : $"the clock of {node} differs from the monitor's by {skew.TotalSeconds:0} s";
    }

    private void NotFilled(ClusterName cluster, string reason)
    {
        meter.Failed(cluster, "fill");
        LogUnread(log, cluster, reason);
    }

    // Of any part, since all are written together. Without a history of the last day there is no gap, but a beginning.
    private async Task<long?> LastEnd(ClusterName cluster, DateTimeOffset before)
    {
        var to = before.ToUnixTimeSeconds() / 60 * 60;
        using var limit = new CancellationTokenSource(StoreLimit, time);
        var parts = await store.ListPartsAsync(cluster, to - HistoryPeriods.Day, to, limit.Token).WaitAsync(StoreLimit, time);
        if (parts.Count == 0) return null;
        var from = to - (long)(GapFill.Kept + TimeSpan.FromMinutes(HistoryBlock.MaxLength)).TotalSeconds;
        var blocks = await store.ReadAsync(new(cluster, HistoryResolution.Minutes, [.. parts], from, to), limit.Token)
            .WaitAsync(StoreLimit, time);
        return blocks.Select(block => HistoryCodec.Decode(cluster, block.Payload)?.End).Max() ?? 0;
    }

    [LoggerMessage(LogLevel.Information, "The gap in the history of {Cluster} is not filled: {Reason}")]
    private static partial void LogUnread(ILogger log, ClusterName cluster, string reason);

    [LoggerMessage(LogLevel.Warning, "The gap in the history of {Cluster} could not be filled: {Reason}")]
    private static partial void LogFailed(ILogger log, ClusterName cluster, string reason);
}

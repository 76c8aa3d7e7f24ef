using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.History;

/// <summary>
/// Fills the gap before the first poll of a cluster's grain from Proxmox' own records, with one request apart from polls. A Proxmox that
/// has none, is too old, or refuses the token, is not filled.
/// </summary>
internal sealed partial class HistoryFiller(
    IProbe probe, IHistoryStore store, HistoryWriter writer, HistoryMeter meter, TimeProvider time, ILogger<HistoryFiller> log)
{
    private static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(20);

    // Longer than both timeouts of the request.
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(70);

    // Other requests of a start come first.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(30);

    /// <summary>Starts it and returns at once.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="snapshot">Its first snapshot.</param>
    public void Start(ClusterName cluster, ClusterSnapshot snapshot) => Task.Run(() => TryFill(cluster, snapshot)).Ignore();

    private async Task TryFill(ClusterName cluster, ClusterSnapshot snapshot)
    {
        try
        {
            await Task.Delay(Delay, time);
            await Fill(cluster, snapshot);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            meter.Failed(cluster, "fill");
            LogFailed(log, cluster, problem.Message);
        }
    }

    private async Task Fill(ClusterName cluster, ClusterSnapshot snapshot)
    {
        if (GapFill.Find(await LastEnd(cluster, snapshot.At), snapshot.At, snapshot) is not { } gap) return;
        var since = DateTimeOffset.FromUnixTimeSeconds(gap.From - 1);
        using var limit = new CancellationTokenSource(RequestLimit, time);
        var read = await probe.ReadMetricsAsync(cluster, since, limit.Token).WaitAsync(RequestLimit, time);
        if (!read.Succeeded)
        {
            meter.Failed(cluster, "fill");
            LogUnread(log, cluster, read.Failure!.Message);
            return;
        }

        if (GapFill.Fill(cluster, read.Value, gap, snapshot) is { } chunk) writer.Write(chunk);
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

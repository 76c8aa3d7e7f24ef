using System.Collections.Immutable;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.History;

namespace OrleansMonitor.Api.History;

/// <summary>
/// Reads the history of one entity: stored blocks, and what its cluster's grain has not stored yet. Without an answer of the grain the
/// newest minutes are missing.
/// </summary>
internal sealed partial class HistoryReader(
    IHistoryStore store, IGrainFactory grains, HistoryMeter meter, TimeProvider time, ILogger<HistoryReader> log)
{
    private static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GrainLimit = TimeSpan.FromSeconds(2);

    /// <summary>Reads a range that ends now.</summary>
    /// <exception cref="StoreUnavailableException">The database is unavailable or does not answer within 10 s.</exception>
    public async Task<EntityHistory> Read(EntityId entity, HistoryRange range, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();

        // First what is not stored yet: what is stored meanwhile is then read twice, which changes no average, rather than never.
        var recent = await Recent(entity);
        return EntityHistory.Of(entity, range, now, [.. recent, .. await Stored(entity, range, now, cancellation)]);
    }

    private async Task<List<HistoryBlock>> Stored(
        EntityId entity, HistoryRange range, DateTimeOffset now, CancellationToken cancellation)
    {
        var (parts, end) = (HistoryPart.AllOf(entity), now.ToUnixTimeSeconds() + range.Step);
        List<HistoryBlock> blocks = [];
        if (range.Resolution != HistoryResolution.Minutes)
        {
            // Blocks of hours begin at the start of their day.
            var from = HistoryPeriods.FloorDay(range.From(now));
            blocks = await Find(entity, new(entity.Cluster, range.Resolution, parts, from, end), cancellation);
        }

        var last = blocks.Count == 0 ? (long?)null : blocks.Max(block => block.Start);
        var minutes = EntityHistory.MinutesFrom(range, now, last) - (HistoryBuffer.ChunkMinutes * 60);
        blocks.AddRange(await Find(entity, new(entity.Cluster, HistoryResolution.Minutes, parts, minutes, end), cancellation));
        return blocks;
    }

    private async Task<List<HistoryBlock>> Find(EntityId entity, HistoryQuery query, CancellationToken cancellation)
    {
        // A read that nobody waits for any more must not keep the database busy.
        using var limit = new CancellationTokenSource(StoreLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var stored = await store.ReadAsync(query, either.Token).WaitAsync(either.Token);
            var decoded = stored.Select(block => HistoryCodec.Decode(entity.Cluster, block.Payload, entity)).ToList();
            if (decoded.Exists(block => block is null)) meter.Failed(entity.Cluster, "read");
            return [.. decoded.OfType<HistoryBlock>().Where(block => block.Series.Count > 0)];
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            meter.Failed(entity.Cluster, "read");
            throw new StoreUnavailableException($"The database did not return the history within {StoreLimit.TotalSeconds:0} s.", late);
        }
    }

    private async Task<ImmutableArray<HistoryBlock>> Recent(EntityId entity)
    {
        try
        {
            var blocks = await grains.Cluster(entity.Cluster).RecentHistory(entity).WaitAsync(GrainLimit, time);
            return [.. blocks.Select(block => HistoryCodec.Decode(entity.Cluster, block, entity)).OfType<HistoryBlock>()];
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            meter.Failed(entity.Cluster, "recent");
            LogNotRecent(log, entity.Cluster, problem.Message);
            return [];
        }
    }

    [LoggerMessage(LogLevel.Warning, "The newest minutes of the history of {Cluster} could not be read: {Reason}")]
    private static partial void LogNotRecent(ILogger log, ClusterName cluster, string reason);
}

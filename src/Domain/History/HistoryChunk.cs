using System.Collections.Immutable;

namespace OrleansMonitor.Domain.History;

/// <summary>Minutes of all entities of a cluster that are to be written together.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Start">The first minute, Unix seconds.</param>
/// <param name="End">The end of the last minute, Unix seconds.</param>
/// <param name="Parts">The blocks by part.</param>
public sealed record HistoryChunk(ClusterName Cluster, long Start, long End, ImmutableArray<KeyValuePair<int, HistoryBlock>> Parts)
{
    /// <summary>Encodes the blocks; takes some milliseconds per 1,000 entities.</summary>
    public ImmutableArray<StoredBlock> Encode() =>
        [.. Parts.Select(part => new StoredBlock(part.Value.Resolution, part.Key, part.Value.Start, HistoryCodec.Encode(part.Value)))];
}

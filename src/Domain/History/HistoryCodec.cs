using System.IO.Compression;

namespace OrleansMonitor.Domain.History;

/// <summary>
/// Blocks as bytes: codes as differences of variable length, compressed with Brotli. The first byte is the format; a block in another
/// format, or a damaged one, cannot be read.
/// </summary>
public static class HistoryCodec
{
    private const byte Format = 1;
    private const int Quality = 5;
    private const int Window = 20;
    private const int LongestBlock = 64 * 1024 * 1024;

    // A byte of the format and four of the length.
    private const int HeaderLength = 5;

    /// <summary>Encodes a block.</summary>
    public static byte[] Encode(HistoryBlock block)
    {
        var raw = new BlockWriter();
        Write(raw, block);
        var packed = new byte[HeaderLength + BrotliEncoder.GetMaxCompressedLength(raw.Written.Length)];
        packed[0] = Format;
        BitConverter.TryWriteBytes(packed.AsSpan(1), raw.Written.Length);
        if (!BrotliEncoder.TryCompress(raw.Written, packed.AsSpan(HeaderLength), out var length, Quality, Window))
            throw new InvalidOperationException("The compressed block is longer than its longest length.");
        return packed[..(HeaderLength + length)];
    }

    /// <summary>Decodes a block; null if it is damaged or in a format of a newer version.</summary>
    /// <param name="cluster">The cluster of its entities.</param>
    /// <param name="payload">The bytes.</param>
    /// <param name="only">The only entity to decode; null for all.</param>
    public static HistoryBlock? Decode(ClusterName cluster, ReadOnlySpan<byte> payload, EntityId? only = null)
    {
        if (payload.Length < HeaderLength || payload[0] != Format) return null;
        var length = BitConverter.ToInt32(payload[1..]);
        if (length is < 0 or > LongestBlock) return null;
        var raw = new byte[length];
        if (!BrotliDecoder.TryDecompress(payload[HeaderLength..], raw, out var written) || written != length) return null;
        try
        {
            return Read(new BlockReader(raw), cluster, only);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static void Write(BlockWriter raw, HistoryBlock block)
    {
        raw.Number((ulong)block.Resolution);
        raw.Number((ulong)block.Start);
        raw.Number((ulong)block.Length);
        var series = block.Series.Where(one => !one.Value.IsEmpty)
            .OrderBy(one => one.Key.Kind).ThenBy(one => one.Key.Node, StringComparer.Ordinal)
            .ThenBy(one => one.Key.Name, StringComparer.Ordinal)
            .ToList();
        raw.Number((ulong)series.Count);
        foreach (var (entity, one) in series)
        {
            raw.Number(HistoryKinds.CodeOf(entity.Kind));
            raw.Text(entity.Kind == EntityKind.Node ? "" : entity.Node ?? "");
            raw.Text(entity.Name);
            SeriesCodec.Write(raw, one);
        }
    }

    private static HistoryBlock Read(BlockReader raw, ClusterName cluster, EntityId? only)
    {
        var resolution = (HistoryResolution)raw.Number((ulong)HistoryResolution.Days);
        var start = (long)raw.Number(long.MaxValue / 2);
        var length = (int)raw.Number(HistoryBlock.MaxLength);
        var series = new Dictionary<EntityId, HistorySeries>();
        for (var left = raw.Number(int.MaxValue); left > 0; left--)
        {
            var entity = ReadEntity(raw, cluster);
            var one = SeriesCodec.Read(raw, length);
            if (only is null || only == entity) series[entity] = one;
        }

        return new(resolution, start, length, series);
    }

    private static EntityId ReadEntity(BlockReader raw, ClusterName cluster)
    {
        var kind = HistoryKinds.Of((byte)raw.Number(byte.MaxValue)) ?? throw new InvalidDataException("Unknown kind.");
        var (node, name) = (raw.Text(), raw.Text());
        if (kind == EntityKind.Node) return EntityId.Of(new NodeId(cluster, name));
        return new(cluster, kind, node.Length == 0 ? null : node, name);
    }
}

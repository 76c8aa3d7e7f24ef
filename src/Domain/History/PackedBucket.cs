using System.Runtime.InteropServices;

namespace OrleansMonitor.Domain.History;

/// <summary>A bucket in six bytes. The default is a gap.</summary>
/// <param name="Average">The average as a code of <see cref="HistoryScale"/>.</param>
/// <param name="Maximum">The maximum as a code, at least <paramref name="Average"/>.</param>
/// <param name="Samples">The number of samples, at most 65,535; 0 is a gap.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PackedBucket(ushort Average, ushort Maximum, ushort Samples)
{
    /// <summary>Packs a bucket.</summary>
    public static PackedBucket Of(HistoryMetric metric, in HistoryBucket bucket)
    {
        if (bucket.Average is not { } average) return default;
        var code = HistoryScale.Encode(metric, average);
        return new(
            code, Math.Max(code, HistoryScale.Encode(metric, bucket.Maximum)), (ushort)Math.Min(bucket.Samples, ushort.MaxValue));
    }

    /// <summary>Unpacks it, as exactly as the scale of the metric.</summary>
    public HistoryBucket Unpack(HistoryMetric metric) => Samples == 0
        ? default
        : new(HistoryScale.Decode(metric, Average) * Samples, HistoryScale.Decode(metric, Maximum), Samples);
}

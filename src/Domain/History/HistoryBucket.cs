using System.Runtime.InteropServices;

namespace OrleansMonitor.Domain.History;

/// <summary>The samples of one step: what an average and a maximum are made of. The default is a gap.</summary>
/// <param name="Sum">The sum of the samples.</param>
/// <param name="Maximum">The greatest sample; meaningless in a gap.</param>
/// <param name="Samples">The number of samples; 0 is a gap.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HistoryBucket(double Sum, double Maximum, int Samples)
{
    /// <summary>The average; null in a gap.</summary>
    public double? Average => Samples == 0 ? null : Sum / Samples;

    /// <summary>The maximum; null in a gap.</summary>
    public double? Peak => Samples == 0 ? null : Maximum;

    /// <summary>Adds a sample. A value that is no finite number from 0 on adds nothing.</summary>
    public HistoryBucket Add(double value) =>
        double.IsFinite(value) && value >= 0 ? Add(new HistoryBucket(value, value, 1)) : this;

    /// <summary>Adds the samples of another bucket. The order of additions does not matter.</summary>
    public HistoryBucket Add(in HistoryBucket other)
    {
        if (other.Samples == 0) return this;
        return Samples == 0 ? other : new(Sum + other.Sum, Math.Max(Maximum, other.Maximum), Samples + other.Samples);
    }
}

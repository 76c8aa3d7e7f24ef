using System.Runtime.InteropServices;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.History;

/// <summary>A guest's counters at a time of its own clock, which is its uptime: rows are up to 14 s old (api-facts §2).</summary>
/// <param name="Uptime">Seconds since its process started.</param>
/// <param name="Node">Its node.</param>
/// <param name="Traffic">The counters.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CounterReading(long Uptime, string Node, GuestTraffic Traffic)
{
    /// <summary>
    /// The rate of a counter since an earlier reading, bytes per second; null if it is not known: it went down or started over, or the
    /// readings are not of one run on one node, or too far apart to say anything of single minutes.
    /// </summary>
    /// <param name="before">The earlier reading; null if there is none.</param>
    /// <param name="longest">The longest time between both, seconds.</param>
    /// <param name="counter">Selects the counter.</param>
    public double? Rate(CounterReading? before, long longest, Func<GuestTraffic, long?> counter)
    {
        if (before is not { } last || last.Node != Node || Uptime <= last.Uptime || Uptime - last.Uptime > longest) return null;
        return counter(Traffic) - counter(last.Traffic) is >= 0 and var more ? (double)more / (Uptime - last.Uptime) : null;
    }
}

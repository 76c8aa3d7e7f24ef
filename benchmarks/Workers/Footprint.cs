using System.Globalization;

namespace OrleansMonitor.Benchmarks.Workers;

/// <summary>The memory of this process and its disk writes so far.</summary>
/// <param name="Rss">Current resident memory, bytes (<c>VmRSS</c> of <c>/proc/self/status</c>).</param>
/// <param name="Settled">The same after a full collection, bytes.</param>
/// <param name="Live">Managed memory that survives it, bytes.</param>
/// <param name="Written">Bytes written to disk (<c>write_bytes</c> of <c>/proc/self/io</c>; nothing is counted on a
/// tmpfs).</param>
/// <param name="CpuMs">Processor time since its start, milliseconds.</param>
internal sealed record Footprint(long Rss, long Settled, long Live, long Written, double CpuMs)
{
    public static Footprint Now()
    {
        var cpu = Environment.CpuUsage.TotalTime.TotalMilliseconds;
        var rss = Of("/proc/self/status", "VmRSS:") * 1024;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return new(rss, Of("/proc/self/status", "VmRSS:") * 1024, GC.GetTotalMemory(forceFullCollection: false),
            Of("/proc/self/io", "write_bytes:"), cpu);
    }

    /// <summary>Bytes written to disk by another process.</summary>
    public static long WrittenBy(int process) => Of(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/io"), "write_bytes:");

    /// <summary>Resident memory of another process, bytes (<c>VmRSS</c>).</summary>
    public static long ResidentOf(int process) =>
        Of(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"), "VmRSS:") * 1024;

    private static long Of(string file, string key)
    {
        var line = File.ReadLines(file).First(line => line.StartsWith(key, StringComparison.Ordinal));
        return long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}

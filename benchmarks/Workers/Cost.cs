using System.Diagnostics;

namespace OrleansMonitor.Benchmarks.Workers;

/// <summary>The cost of an operation in this process.</summary>
/// <param name="CpuMs">Processor time of all its threads, milliseconds.</param>
/// <param name="WallMs">Time passed, milliseconds.</param>
/// <param name="AllocatedKiB">Managed memory allocated.</param>
internal sealed record Cost(double CpuMs, double WallMs, double AllocatedKiB)
{
    public static async Task<Cost> OfAsync(Func<Task> work)
    {
        var allocated = GC.GetTotalAllocatedBytes();
        // Environment.CpuUsage counts microseconds; Process.TotalProcessorTime steps by 10 ms on Linux.
        var cpu = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        await work();
        var wall = Stopwatch.GetElapsedTime(began);
        return new((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds, wall.TotalMilliseconds,
            (GC.GetTotalAllocatedBytes() - allocated) / 1024.0);
    }
}

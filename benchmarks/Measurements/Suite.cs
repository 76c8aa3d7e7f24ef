using OrleansMonitor.Benchmarks.CommandLine;
using OrleansMonitor.Benchmarks.Reporting;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>All parts in order, the fast ones first.</summary>
internal static class Suite
{
    public static async Task RunAsync(BenchmarkPlan plan, Report report, CancellationToken stop)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "scratch", Guid.NewGuid().ToString("n"))).FullName;
        try
        {
            if (plan.Wants("start") || plan.Wants("idle")) await QuietMeasurement.RunAsync(plan, folder, report, stop);
            if (plan.Wants("disk")) await DiskMeasurement.RunAsync(plan, folder, report, stop);
            if (plan.Wants("history")) await HistoryMeasurement.RunAsync(plan, folder, report);
            if (plan.Wants("tick") || plan.Wants("memory")) await WatchMeasurement.RunAsync(plan, folder, report, stop);
            if (plan.Wants("first-sight")) await FirstSightMeasurement.RunAsync(plan, folder, report);
            if (plan.Wants("crash")) await CrashMeasurement.RunAsync(plan, folder, report, stop);
            if (plan.Wants("latency")) await LatencyMeasurement.RunAsync(plan, folder, report, stop);
            if (plan.Wants("storm")) await StormMeasurement.RunAsync(plan, folder, report, stop);
            if (plan.Wants("scale")) await ScaleMeasurement.RunAsync(plan, folder, report, stop);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

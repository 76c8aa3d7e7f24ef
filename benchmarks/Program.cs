using OrleansMonitor.Benchmarks.CommandLine;
using OrleansMonitor.Benchmarks.Workers;

namespace OrleansMonitor.Benchmarks;

internal static class Program
{
    private static Task<int> Main(string[] args) =>
        args is [Worker.Verb, var kind] ? Worker.RunAsync(kind) : BenchmarkCommand.RunAsync(args);
}

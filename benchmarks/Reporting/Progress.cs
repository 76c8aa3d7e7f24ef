using System.Globalization;

namespace OrleansMonitor.Benchmarks.Reporting;

/// <summary>Lines on standard error that tell how far it is.</summary>
internal static class Progress
{
    public static void Say(string what) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetLocalNow():HH:mm:ss} {what}"));
}

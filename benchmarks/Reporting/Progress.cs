using System.Globalization;

namespace OrleansMonitor.Benchmarks.Reporting;

/// <summary>Progress messages on standard error.</summary>
internal static class Progress
{
    public static void Say(string what) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetLocalNow():HH:mm:ss} {what}"));
}

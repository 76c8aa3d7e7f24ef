using System.Globalization;
using OrleansMonitor.Trust.Stories;
using OrleansMonitor.Trust.Time;

namespace OrleansMonitor.Trust.Playing;

/// <summary>
/// Ends the process if a play makes no progress. Code that spins or blocks holds the only worker thread, so a separate thread watches the
/// virtual clock.
/// </summary>
internal static class Progress
{
    /// <summary>The exit code of a play that made no progress.</summary>
    public const int StoodStill = 3;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);
    private static volatile Watched? _watched;

    public static void Begin(Story story, VirtualTime time)
    {
        var watched = new Watched(story, time);
        _watched = watched;
        new Thread(() => Watch(watched)) { IsBackground = true, Name = "progress" }.Start();
    }

    public static void End() => _watched = null;

    private static void Watch(Watched watched)
    {
        using var pause = new ManualResetEventSlim();
        var (last, since) = (watched.Time.Milliseconds, TimeProvider.System.GetTimestamp());
        while (_watched == watched)
        {
            pause.Wait(Period);
            if (watched.Time.Milliseconds != last) (last, since) = (watched.Time.Milliseconds, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(since) > Longest)
            {
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"story {watched.Story.Seed} ({watched.Story.Profile}) makes no progress: "
                    + $"its clock has stood at {watched.Time.GetUtcNow():dd HH:mm:ss.fff} for {Longest.TotalSeconds:0} s"));
                Environment.Exit(StoodStill);
            }
        }
    }

    private sealed record Watched(Story Story, VirtualTime Time);
}

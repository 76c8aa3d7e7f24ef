using System.Diagnostics;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>
/// Moves the clock for what waits on it, and for nothing else: only when every request in flight is held back by the simulated cluster
/// and nothing has stirred for a while does the clock jump to the next timer.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="requests">How many requests are in flight in all, how many of them are held, and a number that grows with each.</param>
internal sealed class ClockDriver(VirtualClock clock, Func<(int InFlight, int Held, long Total)> requests)
{
    private const int QuietLooks = 12;
    private const int PatientLooks = 120;
    private const int BriefLooks = 40;
    private const int StuckLooks = 3_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    /// <summary>What the play has come to, for one that does not end.</summary>
    public string Phase { get; set; } = "start";

    /// <summary>Awaits a task, moving the clock on where the task waits for it.</summary>
    public Task Finish(Task task, string what) => Move(task, what, DateTimeOffset.MaxValue, PatientLooks);

    /// <summary>The same, up to a moment: what waits for a later one is left waiting.</summary>
    public Task Follow(Task task, string what, DateTimeOffset until) => Move(task, what, until, BriefLooks);

    private async Task Move(Task task, string what, DateTimeOffset until, int patience)
    {
        Phase = what;
        var (quiet, idle, seen) = (0, 0, Activity());
        var latest = clock.GetUtcNow() + Longest + Longest;
        var (watch, changes) = (Stopwatch.StartNew(), clock.Changes);
        while (!task.IsCompleted)
        {
            var isSteady = await Look(task);
            var now = Activity();
            if (now != seen) (quiet, idle) = (0, -1);
            else if (isSteady) quiet++;
            idle++;
            seen = now;
            if (idle > StuckLooks || clock.GetUtcNow() > latest || watch.Elapsed > Timeout)
                throw new TimeoutException(
                    $"{what} neither ends nor waits: {requests()}, next timer in {clock.NextDue()}, {clock.Changes - changes} timers "
                        + $"changed, quiet for {quiet} looks, {clock.GetUtcNow():HH:mm:ss.fff}");
            if (quiet < QuietLooks || !Waits(quiet, patience)) continue;
            if (clock.GetUtcNow() + clock.NextDue() >= until) return;

            clock.Advance(clock.NextDue()!.Value);
            quiet = 0;
        }

        await task;
    }

    /// <summary>Waits until a task is held back by the cluster.</summary>
    public async Task UntilHeld(Task task)
    {
        var (quiet, seen) = (0, Activity());
        while (!task.IsCompleted && (quiet < QuietLooks || requests().Held == 0))
        {
            var isSteady = await Look(task);
            var now = Activity();
            if (now != seen) quiet = 0;
            else if (isSteady) quiet++;
            seen = now;
        }
    }

    // False where it says nothing that all seems quiet: work waits for a thread, or the machine itself stood still.
    private static async Task<bool> Look(Task task)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAny(task, Task.Delay(PollInterval));
        return ThreadPool.PendingWorkItemCount == 0 && Stopwatch.GetElapsedTime(began) < 5 * PollInterval;
    }

    // What has nothing in flight pauses before a second try, which is short. A longer wait of that kind is looked at for longer: work
    // between two requests has nothing in flight either.
    private bool Waits(int quiet, int patience)
    {
        if (clock.NextDue() is not { } due || due > Longest) return false;
        var (inFlight, held, _) = requests();
        return inFlight > 0 ? held == inFlight : due <= Moment || quiet > patience;
    }

    private (long, long, int, DateTimeOffset) Activity()
    {
        var (inFlight, held, total) = requests();
        return (clock.Changes, total, (inFlight * 1000) + held, clock.GetUtcNow());
    }
}

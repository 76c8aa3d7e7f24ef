using OrleansMonitor.Trust.Time;

namespace OrleansMonitor.Trust.Playing;

/// <summary>Advances the clock from timer to timer, each time only when no work is left.</summary>
internal sealed class Driver(VirtualTime time)
{
    // No operation of a monitor takes longer.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    // Starting and stopping a process also waits for the real clock, in short steps.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);
    private const int Glances = 4;

    /// <summary>Advances to a time.</summary>
    public async Task Until(DateTimeOffset until)
    {
        do await IdlePoint.Reached;
        while (time.Advance(until));
    }

    /// <summary>Advances until a task has ended, only while the task waits for the clock.</summary>
    /// <exception cref="TimeoutException">It has not ended within two minutes of the virtual clock.</exception>
    public async Task Finish(Task task)
    {
        var latest = time.GetUtcNow() + Longest;
        for (var glances = 0; ;)
        {
            await IdlePoint.Reached;
            if (task.IsCompleted) break;
            if (glances++ < Glances)
            {
                await Task.WhenAny(task, Task.Delay(PollInterval, TimeProvider.System));
                continue;
            }

            glances = 0;
            if (time.GetUtcNow() >= latest) throw new TimeoutException($"It did not end within {Longest}.");
            time.Advance(latest);
        }

        await task;
    }
}

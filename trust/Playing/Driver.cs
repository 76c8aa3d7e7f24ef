using OrleansMonitor.Trust.Time;

namespace OrleansMonitor.Trust.Playing;

/// <summary>Moves the clock: from timer to timer, each time only when nothing is left to run.</summary>
internal sealed class Driver(VirtualTime time)
{
    // Nothing that is asked of a monitor takes longer.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    // What starts and stops a process also waits for the real clock, in short steps.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);
    private const int Glances = 4;

    /// <summary>Up to an instant.</summary>
    public async Task Until(DateTimeOffset until)
    {
        do await Rest.Reached;
        while (time.Advance(until));
    }

    /// <summary>Until something has ended; the clock moves on only while it waits for it.</summary>
    /// <exception cref="TimeoutException">It has not within two minutes of the virtual clock.</exception>
    public async Task Finish(Task task)
    {
        var latest = time.GetUtcNow() + Longest;
        for (var glances = 0; ;)
        {
            await Rest.Reached;
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

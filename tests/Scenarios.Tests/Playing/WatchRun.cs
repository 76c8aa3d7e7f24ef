using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>Lets a monitor watch on virtual time: its ticks on their grid, and between them what else happens at stated moments.</summary>
/// <param name="clock">The clock.</param>
/// <param name="driver">What moves it.</param>
/// <param name="monitor">Who watches.</param>
/// <param name="clusters">What is watched, by name.</param>
/// <param name="repairs">Whether what it repairs is waited for.</param>
/// <param name="startupDelay">From a start to its first tick.</param>
internal sealed class WatchRun(
    VirtualClock clock, ClockDriver driver, WatchingMonitor monitor, IReadOnlyList<string> clusters, bool repairs, TimeSpan startupDelay)
{
    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private readonly Dictionary<Tier, TimeSpan> _due = [];

    /// <summary>Since the beginning.</summary>
    public TimeSpan Now => clock.GetUtcNow() - _start;

    /// <summary>Lets the ticks begin from a moment on, as after a start.</summary>
    public void BeginTicks(TimeSpan at)
    {
        foreach (var tier in Enum.GetValues<Tier>()) _due[tier] = at + startupDelay;
    }

    /// <summary>Plays up to a moment.</summary>
    /// <param name="until">The last moment that is played.</param>
    /// <param name="happenings">What happens beside the ticks; of equal moments it comes before the tick.</param>
    public async Task Run(TimeSpan until, IEnumerable<(TimeSpan At, Func<Task> What)> happenings)
    {
        BeginTicks(TimeSpan.Zero);
        var moments = new Queue<(TimeSpan At, Func<Task> What)>(happenings.OrderBy(moment => moment.At));
        while (true)
        {
            var (tier, due) = _due.MinBy(next => (next.Value, next.Key));
            var isMoment = moments.TryPeek(out var moment) && moment.At <= due;
            var at = isMoment ? moment.At : due;
            if (at > until) break;
            if (repairs && monitor.Watches) await Repair(at);
            if (at > Now) clock.Advance(at - Now);
            if (isMoment) await moments.Dequeue().What();
            else await Tick(tier, due);
        }
    }

    // Up to a moment: what is under way is looked at when its next look is due.
    private async Task Repair(TimeSpan until)
    {
        while (true)
        {
            var settled = Task.WhenAll(clusters.Select(monitor.Settle));
            await driver.Follow(settled, $"repairs before {until}", _start + until);
            if (!settled.IsCompleted) return;
            var next = (await Task.WhenAll(clusters.Select(monitor.NextLook))).Min();
            if (next is null || next - _start >= until) return;

            if (next.Value - _start > Now) clock.Advance(next.Value - _start - Now);
        }
    }

    private async Task Tick(Tier tier, TimeSpan due)
    {
        if (monitor.Watches)
            await driver.Finish(Task.WhenAll(clusters.Select(cluster => monitor.Tick(cluster, tier))), $"{tier} tick at {due}");

        // One that ran beyond its next turns skips them, as the scheduler does.
        do _due[tier] += monitor.Tiers.Period(tier);
        while (_due[tier] < Now);
    }
}

namespace OrleansMonitor.Domain.Tests.Observations;

/// <summary>Tasks that a node recorded before its clock was set are compared by its present clock.</summary>
public sealed class TaskTimesTests
{
    private static readonly DateTimeOffset Boot = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Boot.AddDays(9);
    private static readonly TimeSpan MaxStep = TimeSpan.FromDays(400);

    [Fact]
    public void A_task_from_before_the_clock_was_set_ahead_has_its_true_times()
    {
        var task = InPresentClock(Task(Now.AddSeconds(-20), TimeSpan.FromSeconds(-102), 1));

        task.StartedAt.ShouldBe(Now.AddSeconds(-20));
        task.EndedAt.ShouldBe(Now.AddSeconds(-19));
    }

    [Fact]
    public void A_task_that_ran_while_the_clock_was_set_keeps_its_end()
    {
        var running = Task(Now.AddSeconds(-20), TimeSpan.FromMinutes(-10), null);
        InPresentClock(running).EndedAt.ShouldBeNull();
        InPresentClock(running with { EndedAt = Now.AddSeconds(-5) }).EndedAt.ShouldBe(Now.AddSeconds(-5));

        var setBack = Task(Now.AddSeconds(-20), TimeSpan.FromMinutes(10), null) with { EndedAt = Now.AddSeconds(-5) };
        InPresentClock(setBack).StartedAt.ShouldBe(Now.AddSeconds(-20));
        InPresentClock(setBack).EndedAt.ShouldBe(Now.AddSeconds(-5));
    }

    [Fact]
    public void Tasks_of_other_nodes_and_of_earlier_boots_are_unchanged()
    {
        PveTask[] unchanged =
        [
            Task(Now.AddMinutes(-5), TimeSpan.FromHours(-1), 1) with { Node = "pve2" },
            Task(Now.AddMinutes(-5), TimeSpan.FromHours(-1), 1) with { Upid = "unreadable" },

            // A boot that lasted for 30 days ended before this one.
            Task(Boot.AddDays(-1), TimeSpan.Zero, 1, Boot.AddDays(-31)),
            Task(Boot.AddHours(-1), TimeSpan.Zero, 1, Boot.AddHours(-2)),
        ];

        foreach (var task in unchanged) InPresentClock(task).ShouldBe(task);
        TaskTimes.InPresentClock(unchanged, "pve1", null, Now).ShouldBe(unchanged);
    }

    [Fact]
    public void Every_task_of_this_boot_has_its_true_time_whenever_and_however_far_the_clock_was_set() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[-1, 1], Gen.Double[0, 44]).Sample((at, far, late) =>
        {
            // Ended a moment ago or long before; one step of up to 400 days, not to before the boot.
            var began = Boot + TimeSpan.FromSeconds(Math.Floor((Now - Boot).TotalSeconds * at));
            var step = TimeSpan.FromSeconds(Math.Floor(MaxStep.TotalSeconds * far * far * far));
            if (began + step < Boot) return;
            var task = InPresentClock(Task(began, step, 1), TimeSpan.FromSeconds(late));

            (task.StartedAt - began).Duration().ShouldBeLessThanOrEqualTo(TaskTimes.MinStep + TimeSpan.FromSeconds(late));
            (task.EndedAt - task.StartedAt).ShouldBe(TimeSpan.FromSeconds(1));
        });

    private static PveTask InPresentClock(PveTask task, TimeSpan late = default) =>
        TaskTimes.InPresentClock([task], "pve1", Boot + late, Now).Single();

    // The clock was ahead by so much when it ran.
    private static PveTask Task(DateTimeOffset began, TimeSpan ahead, double? seconds, DateTimeOffset? boot = null)
    {
        var start = began + ahead;
        var ticks = (long)(began - (boot ?? Boot)).TotalMilliseconds / 10;
        return new(
            $"UPID:pve1:000004C5:{ticks:X8}:{start.ToUnixTimeSeconds():X8}:vzrollback:114:anna@pve:", "pve1", "vzrollback", "114",
            "anna@pve", start, seconds is { } length ? start.AddSeconds(length) : null, seconds is null ? null : "OK");
    }
}

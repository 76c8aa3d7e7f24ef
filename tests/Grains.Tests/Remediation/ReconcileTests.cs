using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>Each repair is looked at when its own plan says so, and what waits costs nothing.</summary>
public sealed class ReconcileTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task A_second_attempt_does_not_wait_for_another_guests_boot()
    {
        await using var monitor =
            await MonitorHarness.Start(options: new() { Repairs = true, Guardrails = Patient with { MaxConcurrentPerCluster = 2 } });
        await monitor.Tick();
        var (slow, failing) = (monitor.AGuest(), monitor.AGuest(index: 1));
        monitor.Proxmox.Cluster.SetBootTime(slow, TimeSpan.FromMinutes(5));
        monitor.Proxmox.Cluster.NextStartFails(failing);
        monitor.Proxmox.Cluster.KillGuest(slow);
        monitor.Proxmox.Cluster.KillGuest(failing);

        await monitor.Tick();
        await Play(monitor, TimeSpan.FromMinutes(6));

        var rows = await Repairs(monitor, failing);
        var (failed, again) = (rows.First(row => row.Result == ActionResult.Failure), rows.Last(row => row.AttemptNumber == 2));
        (again.Timestamp - failed.Timestamp).ShouldBeInRange(GuardrailSettings.Default.Cooldown, GuardrailSettings.Default.Cooldown + Tick);
        (await Repairs(monitor, slow))[^1]
            .ShouldSatisfyAllConditions(
            row => row.Result.ShouldBe(ActionResult.Success), row => row.Timestamp.ShouldBeGreaterThan(again.Timestamp));
    }

    [Theory]
    [InlineData("approval")]
    [InlineData("release")]
    [InlineData("level")]
    [InlineData("cooldown")]
    public async Task What_a_repair_waited_for_wakes_it_at_once_and_not_with_the_next_poll(string what)
    {
        await using var monitor = await MonitorHarness.Start(options: new()
        {
            Repairs = true,
            Level = what switch { "approval" => AutonomyLevel.Recommend, "level" => AutonomyLevel.Alert, _ => AutonomyLevel.ActAndReport },
        });
        await monitor.Tick();
        var (vmid, lab) = (monitor.AGuest(), monitor.Proxmox.Cluster);
        if (what == "release") await monitor.Grains.Autonomy().SetKillSwitch(true, "hold on", "anna");
        if (what == "cooldown") lab.NextStartFails(vmid);
        lab.KillGuest(vmid);
        await monitor.Run(1);
        lab.StartRequests(vmid).ShouldBe(what == "cooldown" ? 1 : 0);
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();

        switch (what)
        {
            case "approval":
                (await monitor.Grains.Remediation(MonitorHarness.Name).Decide(incident.Id, true, "anna", "go"))
                .ShouldBe(DecisionOutcome.Accepted); break;
            case "release": await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna"); break;
            case "level": await monitor.Grains.Autonomy().SetLevel(AutonomyLevel.ActAndReport, null, null, "anna"); break;
            default: monitor.Time.Advance(GuardrailSettings.Default.Cooldown); break;
        }

        await monitor.Settle();
        lab.StartRequests(vmid).ShouldBe(what == "cooldown" ? 2 : 1);
        lab.Guest(vmid).Status.ShouldBe("running");
    }

    [Fact]
    public async Task A_request_that_never_left_ends_within_a_minute_and_is_made_again_at_once()
    {
        var (points, reached) = (new BreakPoints(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, AfterAll = points.Decorate });
        points.Then = async name =>
        {
            if (name != "row start_guest Dispatched") return;
            reached.TrySetResult();
            await new TaskCompletionSource().Task;
        };
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        await MonitorHarness.Within(reached.Task);
        points.Then = _ => Task.CompletedTask;
        await monitor.Restart();
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);

        await monitor.Run(3);

        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
        monitor.Proxmox.Cluster.Guest(vmid).Status.ShouldBe("running");
        var rows = await Repairs(monitor, vmid);
        rows.Select(row => row.Result).ShouldBe(
        [
            ActionResult.Planned, ActionResult.Dispatched, ActionResult.Blocked,
            ActionResult.Planned, ActionResult.Dispatched, ActionResult.Dispatched, ActionResult.Success,
        ]);
        rows[2].ResultDetails.ShouldStartWith("the request never left");
        (rows[2].Timestamp - rows[1].Timestamp).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(60));
        (rows[4].Timestamp - rows[2].Timestamp).ShouldBeLessThan(Tick);
        (await monitor.Incidents(openOnly: false))
            .ShouldHaveSingleItem().Timeline.ShouldContain(entry => entry.Kind == "withdrawn" && entry.Text.Contains("never left"));
    }

    [Theory]
    [InlineData(AutonomyLevel.Recommend, false)]
    [InlineData(AutonomyLevel.Alert, false)]
    [InlineData(AutonomyLevel.ActAndReport, true)]
    public async Task While_thirty_wait_a_quiet_tick_asks_the_audit_log_nothing(AutonomyLevel level, bool stopped)
    {
        var counts = new CallCount();
        await using var monitor = await MonitorHarness.Start(
            guests: 80, options: new() { Repairs = true, Level = level, Guardrails = Patient, AfterAll = counts.Decorate<IAuditStore> });
        await monitor.Tick();
        if (stopped) await monitor.Grains.Autonomy().SetKillSwitch(true, "hold on", "anna");
        var killed = Fit(monitor).Take(30).ToList();
        foreach (var vmid in killed) monitor.Proxmox.Cluster.KillGuest(vmid);
        for (var i = 0; i < 10 && (await Blocked(monitor)) < 30; i++) await monitor.Run(1);
        (await Blocked(monitor)).ShouldBe(30);
        await monitor.Run(2);

        counts.Reset();
        await monitor.Run(3);

        counts.Of(nameof(IAuditStore.ListAsync), nameof(IAuditStore.ListByIncidentAsync), nameof(IAuditStore.CountAttemptsSinceAsync),
            nameof(IAuditStore.SaveAsync)).ShouldBe(0);
    }

    [Fact]
    public async Task With_thirty_guests_in_every_state_of_repair_each_takes_its_next_step_when_its_own_plan_says()
    {
        var proposed = new List<int>();
        await using var monitor = await MonitorHarness.Start(guests: 120, options: new()
        {
            Repairs = true,
            Guardrails = Patient with { MaxConcurrentPerCluster = 12 },
            Configure = options => options.Autonomy = options.Autonomy with
            {
                Guests = Enumerable.Range(100, 40).Where(MonitorHarness.StartsAtBoot)
                    .ToDictionary(vmid => $"lab/{vmid}", _ => new AutonomyOverride(AutonomyLevel.Recommend)),
            },
        });
        await monitor.Tick();
        var (lab, all) = (monitor.Proxmox.Cluster, Fit(monitor).ToList());
        proposed.AddRange(all.Where(vmid => vmid < 140).Take(6));
        var acted = new Queue<int>(all.Where(vmid => vmid >= 140));
        List<int> Some(int count) => [.. Enumerable.Range(0, count).Select(_ => acted.Dequeue())];
        var (slow, failing, locked, managed, plain) = (Some(4), Some(5), Some(4), Some(3), Some(8));
        slow.ForEach(vmid => lab.SetBootTime(vmid, TimeSpan.FromMinutes(5)));
        failing.ForEach(vmid => lab.NextStartFails(vmid, 99));
        await monitor.Grains.Autonomy().SetKillSwitch(true, "all at once", "anna");
        foreach (var vmid in slow.Concat(failing).Concat(locked).Concat(managed).Concat(plain).Concat(proposed)) lab.KillGuest(vmid);
        for (var i = 0; i < 10 && (await Blocked(monitor)) < 30; i++) await monitor.Run(1);
        locked.ForEach(vmid => lab.SetLock(vmid, "backup"));
        managed.ForEach(vmid => lab.SetHa(vmid, "ignored"));
        await Play(monitor, Tick);
        var released = monitor.Time.GetUtcNow();
        await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna");

        await Play(monitor, TimeSpan.FromSeconds(36));
        var (approved, rejected) = (monitor.Time.GetUtcNow(), await Incident(monitor, proposed[5]));
        foreach (var vmid in proposed.Take(3))
            (await monitor.Grains.Remediation(MonitorHarness.Name).Decide((await Incident(monitor, vmid)).Id, true, "anna", "go"))
                .ShouldBe(DecisionOutcome.Accepted, $"{vmid}");
        (await monitor.Grains.Remediation(MonitorHarness.Name).Decide(rejected.Id, false, "anna", "no")).ShouldBe(DecisionOutcome.Accepted);
        await Play(monitor, TimeSpan.FromSeconds(24));
        var unlocked = monitor.Time.GetUtcNow();
        locked.ForEach(vmid => lab.SetLock(vmid, null));
        await Play(monitor, TimeSpan.FromMinutes(6));

        async Task Within(IEnumerable<int> guests, DateTimeOffset from, Func<AutonomyAction, bool> step, TimeSpan? slack = null)
        {
            foreach (var vmid in guests)
                ((await Repairs(monitor, vmid)).First(step).Timestamp - from).ShouldBeInRange(TimeSpan.Zero, slack ?? Tick, $"lab/{vmid}");
        }

        static bool Sent(AutonomyAction row) => row.AttemptNumber == 1;
        await Within(proposed, released, row => row.ResultDetails!.Contains("is proposed"));
        await Within(proposed.Take(3), approved, Sent);
        await Within(slow.Concat(failing), released, Sent);
        await Within(locked, released, row => row.ResultDetails!.Contains("lock refuses"));
        await Within(managed, released, row => row.ResultDetails!.Contains("ha refuses"));
        await Within(locked, unlocked, Sent, 2 * Tick);

        // Those that had to wait for a slot began as soon as one was free.
        await Within(plain, released, Sent, 2 * Tick);
        foreach (var vmid in slow)
            (await Repairs(monitor, vmid))
                .ShouldSatisfyAllConditions(
                rows => (rows[^1].Timestamp - rows.First(Sent).Timestamp)
                    .ShouldBeInRange(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5) + Tick));
        foreach (var vmid in failing)
        {
            var rows = await Repairs(monitor, vmid);
            foreach (var attempt in new[] { 2, 3 })
            {
                var failed = rows.Where(row => row.Result == ActionResult.Failure).ElementAt(attempt - 2);
                (rows.First(row => row.AttemptNumber == attempt).Timestamp - failed.Timestamp)
                    .ShouldBeInRange(
                    GuardrailSettings.Default.Cooldown, GuardrailSettings.Default.Cooldown + Tick, $"attempt {attempt} of lab/{vmid}");
            }

            (rows.Single(row => row.Escalated).Timestamp - rows.Last(row => row.Result == ActionResult.Failure).Timestamp)
                .ShouldBeLessThan(Tick);
        }

        proposed.Skip(3).Concat(managed).ShouldAllBe(vmid => lab.StartRequests(vmid) == 0);
        slow.Concat(locked).Concat(plain).Concat(proposed.Take(3)).ShouldAllBe(vmid => lab.StartRequests(vmid) == 1);
        failing.ShouldAllBe(vmid => lab.StartRequests(vmid) == 3);
    }

    // Boots take long here, and many fail without being a storm.
    private static GuardrailSettings Patient { get; } =
        GuardrailSettings.Default with { GuestDeadline = TimeSpan.FromMinutes(10), StormFailures = 1000 };

    // Second by second, so that each step shows when it was due: nothing moves the clock but this.
    private static async Task Play(MonitorHarness monitor, TimeSpan span)
    {
        for (var second = 1; second <= span.TotalSeconds; second++)
        {
            monitor.Time.Advance(TimeSpan.FromSeconds(1));
            if (second % 12 == 0) (await monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).Tick()).ShouldBeTrue();
            await monitor.Grains.Remediation(MonitorHarness.Name).Settle();
        }
    }

    private static IEnumerable<int> Fit(MonitorHarness monitor) => monitor.Proxmox.Cluster.Guests
        .Where(guest => guest is { Status: "running", Kind: "qemu", Template: false, HaState: null }).Select(guest => guest.Vmid)
        .Where(MonitorHarness.StartsAtBoot);

    private static async Task<int> Blocked(MonitorHarness monitor) =>
        (await monitor.Incidents()).Count(incident => incident.Timeline.Any(entry => entry.Kind is "blocked" or "proposed" or "dry_run"));

    private static async Task<Incident> Incident(MonitorHarness monitor, int vmid) =>
        (await monitor.Incidents()).Single(incident => incident.Key == $"VM_CRASHED:lab/{vmid}");

    private static async Task<List<AutonomyAction>> Repairs(MonitorHarness monitor, int vmid) =>
        [.. (await monitor.Rows($"VM_CRASHED:lab/{vmid}")).Where(row => row.RunbookId is not null)];
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Hosting.Storage;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>
/// Breaks off a remediation at each of its awaits in turn. Every trouble stands for one point; the points of a test share a monitor and a
/// simulated cluster. By default each test takes some of the points, others than the next test; KILL_POINTS=all takes all of them, which
/// takes minutes.
/// </summary>
public sealed class RemediationKillPointTests
{
    private const int MostPoints = 90;

    private static readonly bool All = Environment.GetEnvironmentVariable("KILL_POINTS") == "all";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Repaired.Vm, Death.Fails, false, 1)]
    [InlineData(Repaired.Vm, Death.Fails, true, 2)]
    [InlineData(Repaired.Vm, Death.SiloDies, false, 3)]
    [InlineData(Repaired.Vm, Death.SiloDies, true, 4)]
    [InlineData(Repaired.VmTwice, Death.Fails, true, 5)]
    [InlineData(Repaired.VmTwice, Death.SiloDies, true, 6)]
    [InlineData(Repaired.VmApproved, Death.Fails, true, 7)]
    [InlineData(Repaired.VmApproved, Death.SiloDies, true, 8)]
    [InlineData(Repaired.VmApproved, Death.SiloDies, false, 9)]
    [InlineData(Repaired.Container, Death.SiloDies, true, 10)]
    [InlineData(Repaired.Container, Death.Fails, false, 11)]
    [InlineData(Repaired.Node, Death.Fails, true, 12)]
    [InlineData(Repaired.Node, Death.SiloDies, false, 13)]
    [InlineData(Repaired.Node, Death.SiloDies, true, 14)]
    [InlineData(Repaired.Service, Death.Fails, true, 15)]
    [InlineData(Repaired.Service, Death.SiloDies, false, 16)]
    [InlineData(Repaired.Service, Death.SiloDies, true, 17)]
    public async Task Wherever_it_breaks_off_nothing_is_sent_twice_and_every_incident_ends(
    Repaired what, Death death, bool after, int first)
    {
        var points = new BreakPoints();
        await using var monitor = await Start(points, what);
        var trouble = new Trouble(monitor, what);
        var broke = 0;
        for (var point = All ? 1 : first; ; point += All ? 1 : 43)
        {
            var sent = trouble.Sent();
            monitor.Time.Advance(TimeSpan.FromMinutes(2));
            points.Arm(point, after, death);
            trouble.Happen();
            var reached = await RunInto(monitor, points, trouble, death);
            var name = reached ? points.Names[point - 1] : "";
            points.Arm(0);
            await trouble.GoOn();
            await ShouldBeWhole(
                monitor, trouble.Key, trouble.Sent() - sent, trouble.Sends,
                $"{what}, point {point} ({name}), {(after ? "after" : "before")}, {death}");
            if (!reached) break;
            broke++;
            trouble.More.ShouldBeTrue("the repair has more awaits than there are guests");
        }

        broke.ShouldBeGreaterThan(All ? 30 : 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{broke} points");
        (await AuditVerifier.VerifyAsync(monitor.Services.GetRequiredService<IAuditStore>(), Stop))
            .ShouldAllBe(verdict => verdict.Break == null);
    }

    [Fact]
    public async Task Whenever_the_kill_switch_is_thrown_nothing_is_sent_that_was_not_on_its_way_and_released_it_goes_on()
    {
        var (points, thrown) = (new BreakPoints(), 0);
        await using var monitor = await Start(points, Repaired.Vm);
        var trouble = new Trouble(monitor, Repaired.Vm);
        for (var point = All ? 1 : 4; ; point += All ? 1 : 17)
        {
            var (sent, done, seen) = (trouble.Sent(), false, new List<string>());
            monitor.Time.Advance(TimeSpan.FromMinutes(2));
            points.Arm(0);
            points.Then = async name =>
            {
                seen.Add(name);
                if (seen.Count != point) return;
                done = true;
                await monitor.Grains.Autonomy().SetKillSwitch(true, "stop it", "anna");
            };
            trouble.Happen();
            await monitor.Run(2);
            points.Then = _ => Task.CompletedTask;

            // Once it is written that it is about to be sent it is on its way.
            var onItsWay = seen.IndexOf("row start_guest Dispatched");
            var expected = onItsWay >= 0 && onItsWay < point ? 1 : 0;
            if (done) (trouble.Sent() - sent).ShouldBe(expected, $"thrown after call {point} ({seen[point - 1]})");
            await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna");
            await trouble.GoOn();
            await ShouldBeWhole(monitor, trouble.Key, trouble.Sent() - sent, 1, $"kill switch turned on after call {point}");
            if (!done) break;
            thrown++;
        }

        thrown.ShouldBeGreaterThan(All ? 30 : 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{thrown} points");
        (await AuditVerifier.VerifyAsync(monitor.Services.GetRequiredService<IAuditStore>(), Stop))
            .ShouldAllBe(verdict => verdict.Break == null);
    }

    private static Task<MonitorHarness> Start(BreakPoints points, Repaired what) => Ready(MonitorHarness.Start(
        guests: what switch
        {
            Repaired.Node or Repaired.Service => 3,
            Repaired.Container => MostPoints * 4,
            _ => MostPoints * 2,
        },
        nodes: 3,
        options: new()
        {
            Repairs = true,
            Level = what == Repaired.VmApproved ? AutonomyLevel.Recommend : AutonomyLevel.ActAndReport,
            AfterAll = services =>
            {
                points.Decorate(services);

                // Hours pass in this test; only it asks for ticks.
                services.AddKeyedSingleton<TimeProvider>(Orleans.Reminders.ReminderTimeProviderNames.Reminders, new FakeTimeProvider());
            },
        }));

    private static async Task<MonitorHarness> Ready(Task<MonitorHarness> starting)
    {
        var monitor = await starting;
        await monitor.Tick();
        await monitor.Tick(Tier.Routine, 300);
        return monitor;
    }

    // True where the point was reached before the repair was over. Only ticks and waits of the repair itself move the clock.
    private static async Task<bool> RunInto(MonitorHarness monitor, BreakPoints points, Trouble trouble, Death death)
    {
        foreach (var work in trouble.Work())
        {
            if (await Reaches(monitor, points, work(), death)) break;
        }

        if (points.Reached.IsCompleted && death == Death.SiloDies) await monitor.Restart();
        return points.Reached.IsCompleted;
    }

    private static async Task<bool> Reaches(MonitorHarness monitor, BreakPoints points, Task work, Death death)
    {
        // A node without power is waited for until the clock says that it does not answer.
        if (await monitor.FinishAny(work, points.Reached) == work || death == Death.Fails) await monitor.FinishAny(work);
        else _ = work.ContinueWith(static task => task.Exception, TaskScheduler.Default);
        return points.Reached.IsCompleted;
    }

    private static async Task ShouldBeWhole(MonitorHarness monitor, string key, long sent, int sends, string point)
    {
        sent.ShouldBe(sends, point);
        var incident = (await monitor.Incidents(openOnly: false)).First(incident => incident.Key == key);
        incident.State.ShouldBe(IncidentState.Resolved, point);
        var rows = (await monitor.Rows(key)).Where(row => row.RunbookId is not null && row.IncidentId == incident.Id).ToList();
        point += $": {string.Join(" | ", rows.Select(row => $"{row.Result} {row.ResultDetails}"))}";
        rows[^1].Result.ShouldBe(ActionResult.Success, point);
        rows.Count(row => row.Result == ActionResult.Success).ShouldBe(1, point);

        // An attempt that broke off before it was sent has failed, or was withdrawn where that could be proven: each ended, and ended once.
        var sending = rows.Where(row => row.AttemptNumber > 0).ToList();
        var neverLeft = rows.Count(
            row => row.Result == ActionResult.Blocked && row.ResultDetails!.StartsWith("the request never left", StringComparison.Ordinal));
        (neverLeft + rows.Count(row => row.Result == ActionResult.Failure)).ShouldBe(sending.Count - 1, point);
        incident.Timeline.ShouldBeUnique(point);
        incident.Timeline.Count(entry => entry.Kind == "verified").ShouldBe(1, point);
        var told = (await monitor.AllEvents()).Where(e => e.IncidentId == incident.Id).ToList();
        told.Count(e => e.Details.GetValueOrDefault("step") == "verified").ShouldBe(1, point);
        told.Count(e => e.Title == $"{key} opened").ShouldBe(1, point);
        told.Count(e => e.Title == $"{key} resolved").ShouldBe(1, point);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Hosting.Storage;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>
/// Breaks off a remediation at each of its awaits in turn. Every guest stands for one point; the points of a test share a monitor and a simulated cluster.
/// By default each test takes some of the points, others than the next test; KILL_POINTS=all takes all of them, which takes minutes.
/// </summary>
public sealed class RemediationKillPointTests
{
    private const int MostPoints = 90;

    private static readonly bool All = Environment.GetEnvironmentVariable("KILL_POINTS") == "all";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Death.Fails, false, false, 1)]
    [InlineData(Death.Fails, true, false, 2)]
    [InlineData(Death.SiloDies, false, false, 3)]
    [InlineData(Death.SiloDies, true, false, 4)]
    [InlineData(Death.Fails, true, true, 5)]
    [InlineData(Death.SiloDies, true, true, 6)]
    public async Task Wherever_it_breaks_off_nothing_is_started_twice_and_every_incident_ends(Death death, bool after, bool startFails, int first)
    {
        var points = new BreakPoints();
        await using var monitor = await MonitorHarness.Start(guests: MostPoints * 2, nodes: 3, options: new()
        {
            Repairs = true,
            AfterAll = services =>
            {
                points.Decorate(services);

                // Hours pass in this test; only it asks for ticks.
                services.AddKeyedSingleton<TimeProvider>(Orleans.Reminders.ReminderTimeProviderNames.Reminders, new FakeTimeProvider());
            },
        });
        await monitor.Tick();
        var guests = monitor.Proxmox.Cluster.Guests.Where(guest => guest is { Status: "running", Kind: "qemu", Template: false, HaState: null })
            .Select(guest => guest.Vmid).Where(MonitorHarness.StartsAtBoot).ToList();
        var broke = 0;
        for (var point = All ? 1 : first; ; point += All ? 1 : 13)
        {
            var vmid = guests[broke];
            if (startFails) monitor.Proxmox.Cluster.NextStartFails(vmid);
            points.Arm(point, after, death);
            monitor.Proxmox.Cluster.KillGuest(vmid);
            monitor.Time.Advance(TimeSpan.FromMinutes(2));
            var reached = await RunInto(monitor, points, death);
            var name = reached ? points.Names[point - 1] : "";
            points.Arm(0);
            for (var i = 0; i < 30 && (i == 0 || (await monitor.Incidents()).Count > 0); i++) await monitor.Run(1);
            await ShouldBeWhole(monitor, vmid, startFails ? 2 : 1, $"point {point} ({name}), {(after ? "after" : "before")}, {death}");
            if (!reached) break;
            broke++;
            broke.ShouldBeLessThan(guests.Count, "the repair has more awaits than there are guests");
        }

        broke.ShouldBeGreaterThan(All ? 40 : 3);
        TestContext.Current.TestOutputHelper?.WriteLine($"{broke} points");
        (await AuditVerifier.VerifyAsync(monitor.Services.GetRequiredService<IAuditStore>(), Stop)).ShouldAllBe(verdict => verdict.Break == null);
    }

    // True where the point was reached before the repair was over. Only ticks and waits of the repair itself move the clock.
    private static async Task<bool> RunInto(MonitorHarness monitor, BreakPoints points, Death death)
    {
        for (var tick = 0; tick < 2; tick++)
        {
            monitor.Time.Advance(TimeSpan.FromSeconds(12));
            if (await Reaches(points, monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).Tick(), death)) break;
            if (await Reaches(points, monitor.Grains.Remediation(MonitorHarness.Name).Settle(), death)) break;
        }

        if (points.Reached.IsCompleted && death == Death.SiloDies) await monitor.Restart();
        return points.Reached.IsCompleted;
    }

    private static async Task<bool> Reaches(BreakPoints points, Task work, Death death)
    {
        if (await Task.WhenAny(work, points.Reached) == work || death == Death.Fails) await work;
        else _ = work.ContinueWith(static task => task.Exception, TaskScheduler.Default);
        return points.Reached.IsCompleted;
    }

    private static async Task ShouldBeWhole(MonitorHarness monitor, int vmid, int starts, string point)
    {
        monitor.Proxmox.Cluster.Guest(vmid).Status.ShouldBe("running", point);
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(starts, point);
        var incident = (await monitor.Incidents(openOnly: false)).Where(incident => incident.Key == $"VM_CRASHED:lab/{vmid}").ShouldHaveSingleItem(point);
        incident.State.ShouldBe(IncidentState.Resolved, point);
        var rows = (await monitor.Rows(incident.Key)).Where(row => row.RunbookId is not null).ToList();
        point += $": {string.Join(" | ", rows.Select(row => $"{row.Result} {row.ResultDetails}"))}";
        rows[^1].Result.ShouldBe(ActionResult.Success, point);
        rows.Count(row => row.Result == ActionResult.Success).ShouldBe(1, point);

        // An attempt that broke off before it was sent has failed too: each ended, and ended once.
        rows.Count(row => row.Result == ActionResult.Failure).ShouldBe(rows.Count(row => row.AttemptNumber > 0) - 1, point);
        incident.Timeline.ShouldBeUnique(point);
        incident.Timeline.Count(entry => entry.Kind == "verified").ShouldBe(1, point);
        var told = (await monitor.AllEvents()).Where(e => e.IncidentId == incident.Id).ToList();
        told.Count(e => e.Details.GetValueOrDefault("step") == "verified").ShouldBe(1, point);
        told.Count(e => e.Title == $"{incident.Key} opened").ShouldBe(1, point);
        told.Count(e => e.Title == $"{incident.Key} resolved").ShouldBe(1, point);
    }
}

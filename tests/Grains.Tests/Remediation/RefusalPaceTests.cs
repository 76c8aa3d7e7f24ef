using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>
/// A repair that is refused is told once and costs hardly a request, however long it stands, and goes on once what refused it is gone.
/// </summary>
public sealed class RefusalPaceTests
{
    private const int Minutes = 20;
    private const int TicksPerMinute = 5;
    private static readonly string[] ActPrivileges = ["Sys.Audit", "VM.Audit", "VM.PowerMgmt", "Sys.PowerMgmt", "Sys.Modify"];

    [Theory]
    [InlineData("act-token")]
    [InlineData("ha")]
    [InlineData("healthy-nodes")]
    [InlineData("stopped-on-purpose")]
    public async Task A_refused_repair_that_stands_costs_at_most_a_request_a_minute(string guardrail)
    {
        await using var monitor = await MonitorHarness.Start(options: Careful with { Runbooks = ["restart-crashed-vm"] });
        await monitor.Tick();
        var (vmid, lab) = (monitor.AGuest(index: 3), monitor.Proxmox.Cluster);

        // Whatever the trouble costs by itself is not the refusal's doing: while the kill switch is thrown nothing is read for a repair.
        await monitor.Grains.Autonomy().SetKillSwitch(true, "hold on", "anna");
        lab.KillGuest(vmid);
        await monitor.Run(2);
        Raise(monitor, guardrail, vmid);
        await monitor.Run(4);
        var without = await Requests(monitor);

        await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna");
        var with = await Requests(monitor);

        (await Refusals(monitor, vmid)).ShouldContain(guardrail);
        (with - without).ShouldBeLessThanOrEqualTo(Minutes, $"{without} requests in {Minutes} minutes without, {with} with");
        (await Told(monitor, vmid)).Count(told => told == guardrail).ShouldBe(1);
        lab.StartRequests(vmid).ShouldBe(0);
    }

    [Theory]
    [InlineData("ha", 2)]
    [InlineData("lock", 2)]
    [InlineData("act-token", 30)]
    [InlineData("healthy-nodes", 30)]
    public async Task Once_what_refused_it_is_gone_it_goes_on(string guardrail, int ticks)
    {
        await using var monitor = await MonitorHarness.Start(options: Careful);
        await monitor.Tick();
        var (vmid, lab) = (monitor.AGuest(index: 3), monitor.Proxmox.Cluster);
        await monitor.Grains.Autonomy().SetKillSwitch(true, "hold on", "anna");
        lab.KillGuest(vmid);
        await monitor.Run(2);
        Raise(monitor, guardrail, vmid);
        await monitor.Run(2);
        await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna");
        await monitor.Run(60);
        (await Refusals(monitor, vmid)).ShouldContain(guardrail);
        lab.StartRequests(vmid).ShouldBe(0);

        Lift(monitor, guardrail, vmid);
        for (var i = 0; i < ticks && lab.StartRequests(vmid) == 0; i++) await monitor.Run(1);
        lab.StartRequests(vmid).ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_told_once_though_others_take_their_turns_between()
    {
        await using var monitor = await MonitorHarness.Start(options: Careful);
        await monitor.Tick();
        var (refused, lab) = (monitor.AGuest(), monitor.Proxmox.Cluster);
        await RefusedByHa(monitor, refused);

        var others = lab.Guests
            .Where(guest => guest is { Kind: "qemu", Status: "running", Template: false, HaState: null }
                && MonitorHarness.StartsAtBoot(guest.Vmid)).Take(3);
        foreach (var other in others.Select(guest => guest.Vmid).ToList())
        {
            lab.SetBootTime(other, TimeSpan.FromSeconds(30));
            lab.KillGuest(other);
            await monitor.Run(10);
            lab.Guest(other).Status.ShouldBe("running");
        }

        (await Told(monitor, refused)).ShouldBe(["kill-switch", "ha"]);
        (await Rows(monitor, refused)).Count(row => row.Result == ActionResult.Blocked)
            .ShouldBe(2, "nor does each turn of another leave a row");
    }

    [Fact]
    public async Task A_reason_that_comes_back_is_on_record_and_not_told_again()
    {
        await using var monitor = await MonitorHarness.Start(options: Careful);
        await monitor.Tick();
        var vmid = monitor.AGuest();
        await RefusedByHa(monitor, vmid);
        await monitor.Grains.Autonomy().SetKillSwitch(true, "hold on", "anna");
        await monitor.Run(2);
        await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna");
        await monitor.Run(2);

        (await Told(monitor, vmid)).ShouldBe(["kill-switch", "ha"]);
        (await Refusals(monitor, vmid)).ShouldBe(["kill-switch", "ha", "kill-switch", "ha"]);
    }

    [Fact]
    public async Task Attempts_of_an_ended_incident_are_not_held_against_the_next_but_a_loop_ends_all_the_same()
    {
        await using var monitor = await MonitorHarness.Start(options: Careful);
        await monitor.Tick();
        var (vmid, lab) = (monitor.AGuest(), monitor.Proxmox.Cluster);
        for (var incident = 1; incident <= 3; incident++)
        {
            lab.NextStartFails(vmid, 99);
            lab.KillGuest(vmid);
            await monitor.Run(25);
            lab.StartRequests(vmid).ShouldBe(Math.Min(incident * 3, 6), $"incident {incident}");
            lab.NextStartFails(vmid, 0);
            lab.StartGuest(vmid, "anna@pve");
            await monitor.Run(4);
            lab.Guest(vmid).Status.ShouldBe("running");
        }

        var escalated = (await Rows(monitor, vmid)).Where(row => row.Escalated).ToList();
        escalated.Count.ShouldBe(3, "each incident is handed over once");
        escalated[^1].ResultDetails.ShouldBe($"6 attempts on lab/{vmid} within the last hour, over several incidents, are enough");
    }

    [Fact]
    public async Task A_guest_that_did_not_come_back_and_then_crashes_has_no_more_attempts_than_one_that_only_crashes()
    {
        await using var monitor = await MonitorHarness.Start(
            options: Careful with { Guardrails = Careful.Guardrails with { MaxAttemptsPerIncidentPerHour = 1 } });
        await monitor.Tick();
        var (vmid, lab) = (monitor.AGuest(), monitor.Proxmox.Cluster);
        lab.NextBackupFails(vmid, "got timeout", leavesOff: true);
        lab.BackupGuest(vmid, "stop");
        await monitor.Run(12);
        lab.StartRequests(vmid).ShouldBe(1, "it did not come back");

        foreach (var (crash, starts) in (IEnumerable<(int, int)>)[(1, 2), (2, 2)])
        {
            lab.Guest(vmid).Status.ShouldBe("running");
            lab.KillGuest(vmid);
            await monitor.Run(12);
            lab.StartRequests(vmid).ShouldBe(starts, $"crash {crash}");
        }

        (await Rows(monitor, vmid))
            .Single(row => row.Escalated).ResultDetails
            .ShouldBe($"2 attempts on lab/{vmid} within the last hour, over several incidents, are enough");
    }

    private static HarnessOptions Careful { get; } =
        new() { Repairs = true, Guardrails = GuardrailSettings.Default with { MinHealthyNodes = 0.8 } };

    // It crashes while the kill switch holds everything, and HA has it by the time that this goes on.
    private static async Task RefusedByHa(MonitorHarness monitor, int vmid)
    {
        await monitor.Grains.Autonomy().SetKillSwitch(true, "hold on", "anna");
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(2);
        Raise(monitor, "ha", vmid);
        await monitor.Run(2);
        await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna");
        await monitor.Run(2);
    }

    private static void Raise(MonitorHarness monitor, string guardrail, int vmid)
    {
        var lab = monitor.Proxmox.Cluster;
        switch (guardrail)
        {
            case "act-token": lab.SetTokenPrivileges("monitor@pve!act", "VM.Audit"); break;
            case "ha": lab.SetHa(vmid, "ignored"); break;
            case "lock": lab.SetLock(vmid, "backup"); break;
            case "healthy-nodes": lab.PowerOffNode(OtherThan(lab.Guest(vmid).Node)); break;
            default: lab.StopGuest(vmid, "anna@pve"); break;
        }
    }

    private static void Lift(MonitorHarness monitor, string guardrail, int vmid)
    {
        var lab = monitor.Proxmox.Cluster;
        switch (guardrail)
        {
            case "act-token": lab.SetTokenPrivileges("monitor@pve!act", ActPrivileges); break;
            case "ha": lab.SetHa(vmid, null); break;
            case "lock": lab.SetLock(vmid, null); break;
            default: lab.PowerOnNode(OtherThan(lab.Guest(vmid).Node)); break;
        }
    }

    private static string OtherThan(string node) => node == "pve3" ? "pve2" : "pve3";

    private static async Task<long> Requests(MonitorHarness monitor)
    {
        var before = monitor.Proxmox.Requests.Total;
        await monitor.Run(Minutes * TicksPerMinute);
        return monitor.Proxmox.Requests.Total - before;
    }

    private static async Task<List<AutonomyAction>> Rows(MonitorHarness monitor, int vmid) =>
        [.. (await monitor.Rows($"VM_CRASHED:lab/{vmid}")).Where(row => row.RunbookId is not null)];

    private static async Task<List<string?>> Refusals(MonitorHarness monitor, int vmid) =>
        [.. (await Rows(monitor, vmid)).Where(row => row.Result == ActionResult.Blocked)
            .Select(row => VerdictColumn.Read(row.Verdicts).Obstacle?.Guardrail)];

    private static async Task<List<string?>> Told(MonitorHarness monitor, int vmid) =>
        [.. (await monitor.AllEvents()).Where(told => told.Type == EventType.Remediation && told.Guest == vmid && told.Notify)
            .Select(told => told.Details.GetValueOrDefault("guardrail"))];
}

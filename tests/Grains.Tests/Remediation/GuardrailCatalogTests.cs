using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Simulator.Clusters;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>
/// Every guardrail where it matters, one after the other in one cluster: it holds a repair up, says so everywhere, and lets go.
/// </summary>
public sealed class GuardrailCatalogTests
{
    private static readonly string[] ActPrivileges = ["Sys.Audit", "VM.Audit", "VM.PowerMgmt", "Sys.PowerMgmt", "Sys.Modify"];

    // A guest has crashed and the kill switch holds its repair: before the crash is seen an obstacle would keep it from being taken for
    // one.
    private static readonly Obstacle[] Obstacles =
    [
        new("kill-switch", at => at.Autonomy.SetKillSwitch(true, "hold on", "anna"),
            at => at.Autonomy.SetKillSwitch(false, "go on", "anna")),
        new("autonomy-level", at => at.Autonomy.SetLevel(AutonomyLevel.Alert, null, null, "anna"),
            at => at.Autonomy.SetLevel(AutonomyLevel.ActAndReport, null, null, "anna")),
        new("act-token", at => at.Do(lab => lab.SetTokenPrivileges("monitor@pve!act", "VM.Audit")),
            at => at.Do(lab => lab.SetTokenPrivileges("monitor@pve!act", ActPrivileges))),
        new("quorum", at => at.OncePlanned(lab => lab.LoseQuorum()), at => at.Do(lab => lab.RegainQuorum())),
        new("node-alive", at => at.Do(lab => lab.HangNode(at.Node)), at => at.Do(lab => lab.UnhangNode(at.Node))),
        new("ha", at => at.Do(lab => lab.SetHa(at.Vmid, "ignored")), at => at.Do(lab => lab.SetHa(at.Vmid, null))),
        new("lock", at => at.Do(lab => lab.SetLock(at.Vmid, "backup")), at => at.Do(lab => lab.SetLock(at.Vmid, null))),
        new("running-task", at => at.Do(lab => at.StartByHand(lab, TimeSpan.FromSeconds(50))), at => Task.CompletedTask, Starts: 0),
        new("stopped-on-purpose", at => at.Do(lab => lab.StopGuest(at.Vmid, "anna@pve")),
            at => at.Do(lab => lab.StartGuest(at.Vmid, "anna@pve")), Starts: 0),
        new("never-act", at => at.Do(lab => lab.SetTags(at.Vmid, "web;monitor-never-act")), at => at.Do(lab => lab.SetTags(at.Vmid, null))),
        new("cooldown", at => at.CrashAgain(1), at => Task.CompletedTask, Starts: 2),
        new("attempts", at => at.CrashAgain(5), at => at.Do(lab => lab.StartGuest(at.Vmid, "anna@pve")), Starts: 5),
        new("one-at-a-time", at => at.Occupy(), at => Task.CompletedTask),
        new("healthy-nodes", at => at.Do(lab => lab.PowerOffNode(at.OtherNode)), at => at.Do(lab => lab.PowerOnNode(at.OtherNode))),
        new("storm", at => at.Storm(), at => at.Repairs.ResumeAfterStorm("anna", "it was the switch")),
    ];

    [Fact]
    public async Task Each_guardrail_holds_a_repair_up_and_its_name_and_reason_stand_in_row_api_and_metric_until_it_lets_go()
    {
        Obstacles.Select(obstacle => obstacle.Guardrail)
            .ShouldBe(GuardrailCatalog.All.Select(guardrail => guardrail.Name), "each guardrail has a scenario in which it matters");
        var points = new BreakPoints();
        await using var monitor = await MonitorHarness.Start(guests: 90, options: new()
        {
            Repairs = true,
            AfterAll = services =>
            {
                points.Decorate(services);

                // More than an hour passes in this test; only it asks for ticks.
                services.AddKeyedSingleton<TimeProvider>(Orleans.Reminders.ReminderTimeProviderNames.Reminders, new FakeTimeProvider());
            },
            Guardrails = GuardrailSettings.Default with { MinHealthyNodes = 0.8 },
        });
        using var metric = new VerdictCount(monitor.Services.GetRequiredService<IMeterFactory>());
        await monitor.Tick();
        foreach (var obstacle in Obstacles)
        {
            var at = new Stage(monitor, points);
            await at.CrashedUnderKillSwitch();
            var (counted, held) = (metric.Refusals(obstacle.Guardrail), new List<RepairStatus>());
            at.Watch(held);
            await obstacle.Raise(at);
            if (obstacle.Guardrail != "kill-switch")
            {
                await monitor.Run(1);
                await at.Autonomy.SetKillSwitch(false, "go on", "anna");
            }
            else
            {
                counted = 0;
            }

            await monitor.Run(2);
            if (await at.Repair() is { } now) held.Add(now);

            var verdicts = (await monitor.Rows(at.Key))
                .Where(row => row.RunbookId is not null && row.Verdicts is not null
                    && row.Result is Domain.Audit.ActionResult.Blocked or Domain.Audit.ActionResult.Escalated);
            var row = verdicts.FirstOrDefault(row => VerdictColumn.Read(row.Verdicts).Obstacle?.Guardrail == obstacle.Guardrail)
                .ShouldNotBeNull($"no row names {obstacle.Guardrail}: {await at.Story()}");
            var finding = VerdictColumn.Read(row.Verdicts).Obstacle!;
            row.ResultDetails.ShouldNotBeNull().ShouldContain(finding.Verdict.Reason, Case.Sensitive, obstacle.Guardrail);
            metric.Refusals(obstacle.Guardrail).ShouldBeGreaterThan(counted, obstacle.Guardrail);
            var told = held.Find(repair => repair.BlockedBy?.Guardrail == obstacle.Guardrail)
                .ShouldNotBeNull($"nothing over the API names {obstacle.Guardrail}: {await at.Story()}");
            told.Reason.ShouldContain(told.BlockedBy!.Verdict.Reason, Case.Sensitive, obstacle.Guardrail);

            await obstacle.Lift(at);
            for (var i = 0; i < 14 && (i < 2 || (await monitor.OpenKeys()).Count > 0); i++) await monitor.Run(1);
            monitor.Proxmox.Cluster.Guest(at.Vmid).Status.ShouldBe("running", obstacle.Guardrail);
            monitor.Proxmox.Cluster.StartRequests(at.Vmid).ShouldBe(obstacle.Starts, obstacle.Guardrail);
            monitor.Time.Advance(TimeSpan.FromMinutes(6));
            await monitor.Run(1);
        }
    }

    /// <summary>What makes a guardrail refuse.</summary>
    /// <param name="Guardrail">Its name.</param>
    /// <param name="Raise">What comes up while the kill switch holds the repair.</param>
    /// <param name="Lift">What makes it go away.</param>
    /// <param name="Starts">How often the guest has been started by the monitor in the end.</param>
    private sealed record Obstacle(string Guardrail, Func<Stage, Task> Raise, Func<Stage, Task> Lift, int Starts = 1);

    private sealed class Stage(MonitorHarness monitor, BreakPoints points)
    {
        private Action<SimulatedCluster> _planned = static _ => { };

        public int Vmid { get; private set; }

        public string Node => monitor.Proxmox.Cluster.Guest(Vmid).Node;

        public string OtherNode => Node == "pve3" ? "pve2" : "pve3";

        public string Key => $"VM_CRASHED:lab/{Vmid}";

        public IAutonomyGrain Autonomy => monitor.Grains.Autonomy();

        public IRemediationGrain Repairs => monitor.Grains.Remediation(MonitorHarness.Name);

        public Task Do(Action<SimulatedCluster> change)
        {
            change(monitor.Proxmox.Cluster);
            return Task.CompletedTask;
        }

        public async Task CrashedUnderKillSwitch()
        {
            await Autonomy.SetKillSwitch(true, "hold on", "anna");
            Vmid = Fresh(1)[0];
            await Do(lab => lab.KillGuest(Vmid));
            await monitor.Run(2);
        }

        public void StartByHand(SimulatedCluster lab, TimeSpan bootTime)
        {
            lab.SetBootTime(Vmid, bootTime);
            lab.StartGuest(Vmid, "anna@pve");
            Autonomy.SetKillSwitch(false, "go on", "anna").Wait(TestContext.Current.CancellationToken);
        }

        public async Task<RepairStatus?> Repair() =>
            (await monitor.Incidents(openOnly: false)).FirstOrDefault(incident => incident.Key == Key) is { } incident
            ? await Repairs.Describe(incident.Id) : null;

        /// <summary>What happened, for whoever reads a failure.</summary>
        public async Task<string> Story() => string.Join(
            " | ", (await monitor.Incidents(openOnly: false)).Where(incident => incident.Key == Key)
                .SelectMany(incident => incident.Timeline).Select(entry => $"{entry.Kind} {entry.Text}"));

        /// <summary>Looks over the API whenever a refusal was written, and while others are repaired.</summary>
        public void Watch(List<RepairStatus> seen) => points.Then = async name =>
        {
            if (name == "row start_guest Planned") _planned(monitor.Proxmox.Cluster);
            if (name is "read task" or "row start_guest Blocked" or "row start_guest Escalated" && await Repair() is { } repair)
                seen.Add(repair);
        };

        /// <summary>It comes up between plan and dispatch.</summary>
        public Task OncePlanned(Action<SimulatedCluster> change)
        {
            _planned = lab =>
            {
                _planned = static _ => { };
                change(lab);
                monitor.Time.Advance(TimeSpan.FromSeconds(2));
            };
            return Task.CompletedTask;
        }

        /// <summary>It is repaired and crashes again, some times over.</summary>
        public async Task CrashAgain(int times)
        {
            await Autonomy.SetKillSwitch(false, "go on", "anna");
            for (var i = 0; i < times; i++)
            {
                await monitor.Run(times == 1 ? 2 : 10);
                await Do(lab => lab.KillGuest(Vmid));
            }

            if (times > 1) await monitor.Run(8);
        }

        /// <summary>Another one that crashed before it is being repaired.</summary>
        public async Task Occupy()
        {
            var first = Vmid;
            await Do(lab => lab.SetBootTime(first, TimeSpan.FromSeconds(40)));
            Vmid = Fresh(1)[0];
            await Do(lab => lab.KillGuest(Vmid));
            await monitor.Run(1);
        }

        public async Task Storm()
        {
            // What failed long before a storm is no part of it: the guardrail alone holds it up.
            await monitor.Run(3);
            foreach (var vmid in Fresh(6)) await Do(lab => lab.KillGuest(vmid));
            await monitor.Run(1);
        }

        private List<int> Fresh(int count) => [.. monitor.Proxmox.Cluster.Guests
            .Where(guest => guest
                is { Kind: "qemu", Status: "running", Template: false, HaState: null, StartRequests: 0, Node: not "pve1" }
                && MonitorHarness.StartsAtBoot(guest.Vmid))
            .Select(guest => guest.Vmid).Where(vmid => vmid != Vmid).TakeLast(count)];
    }
}

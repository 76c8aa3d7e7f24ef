using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Watching;

namespace OrleansMonitor.Grains.Tests.Faults;

/// <summary>
/// Whatever call goes wrong, however, and for as long: a guest that crashes meanwhile on another node is published within two ticks, or the monitor says that it is
/// blind. Once the fault is over, nothing is left unsaid. <c>FAULT=IAuditStore</c> tries the calls only whose names contain that.
/// </summary>
public sealed class FaultMatrixTests
{
    private const string Other = "pve2";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(12);
    // Each uses two guests up, one on each of two nodes.
    private const int MostCases = 200;

    // When Proxmox shows it.
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(2);

    // What is looked at again for a while has been by then, and nothing is a storm.
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(3);

    // A tick that takes this long on the real clock waits for the monitor's.
    private static readonly TimeSpan Unhurried = TimeSpan.FromMilliseconds(100);

    [Fact(Explicit = true)]
    [Trait("Run", "OnDemand")]
    public async Task A_crash_is_published_within_two_ticks_or_the_monitor_calls_itself_blind_whatever_call_is_faulty()
    {
        var chosen = Environment.GetEnvironmentVariable("FAULT");
        var wrong = new List<string>();
        var plan = new FaultPlan();
        try
        {
            // Whether a call is made at all shows when it throws; one that is not made cannot hang.
            var calls = FaultedCall.All.Where(call => chosen is null || FaultedCall.Name(call).Contains(chosen, StringComparison.Ordinal)).ToList();
            var made = new List<MethodInfo>();
            foreach (var call in calls) await Try(call, FaultKind.Throws);
            made.ShouldNotBeEmpty();
            foreach (var call in made.ToList())
            {
                await Try(call, FaultKind.Hangs);
                await Try(call, FaultKind.IsLate);
            }

            async Task Try(MethodInfo call, FaultKind kind)
            {
                if (Used.Count >= MostCases) await Stop(plan);
                plan.Monitor ??= await Start(plan);
                var problem = await Case(plan.Monitor, plan, call, kind);
                if (kind == FaultKind.Throws && plan.Hits > 0) made.Add(call);
                if (problem is null) return;
                wrong.Add($"{FaultedCall.Name(call)} {kind}: {problem}");
                await Stop(plan);
            }
        }
        finally
        {
            await Stop(plan);
        }

        wrong.ShouldBeEmpty();
    }

    private static async Task<MonitorHarness> Start(FaultPlan plan)
    {
        var monitor = await MonitorHarness.Start(guests: 600, nodes: 3, options: new()
        {
            Services = services => services.AddSingleton<IIncomingGrainCallFilter>(new FaultInjection.Filter(plan)),
            AfterAll = services => FaultInjection.OnPorts(services, plan),
            Repairs = true,
            Level = Domain.Autonomy.AutonomyLevel.Recommend,
        });
        await monitor.Tick();
        await monitor.Tick(Tier.Important);
        await monitor.Tick(Tier.Routine);
        plan.Watchdog = ActivatorUtilities.CreateInstance<PollWatchdog>(monitor.Services, new WatchdogMetrics(monitor.Services.GetRequiredService<IMeterFactory>()));
        await plan.Watchdog.StartAsync(TestContext.Current.CancellationToken);
        return monitor;
    }

    private static async Task Stop(FaultPlan plan)
    {
        if (plan.Watchdog is { } watchdog) await watchdog.StopAsync(TestContext.Current.CancellationToken);
        if (plan.Monitor is { } monitor) await monitor.DisposeAsync();
        (plan.Watchdog, plan.Monitor) = (null, null);
        Used.Clear();
    }

    // Null where all is well.
    private static async Task<string?> Case(MonitorHarness monitor, FaultPlan plan, MethodInfo call, FaultKind kind)
    {
        var (near, far) = (Fresh(monitor, FaultPlan.Node), Fresh(monitor, Other));
        plan.Begin(call, kind);
        string? problem;
        try
        {
            monitor.Proxmox.Cluster.KillGuest(near);
            monitor.Proxmox.Cluster.KillGuest(far);
            var began = monitor.Time.GetUtcNow();
            monitor.Time.Advance(Shown);
            _ = Tick(monitor, Tier.Routine);
            _ = Tick(monitor, Tier.Important);
            problem = await Await(monitor, ticks: 2, () => IsTold(plan, far)) || await Await(monitor, ticks: 5, () => CallsItselfBlind(plan, began))
                ? null : $"the crash of {far} was not published, and nobody says that the monitor is blind ({plan.Hits} faulty calls)";
        }
        finally
        {
            plan.End();
        }

        if (problem is null && !await Await(monitor, ticks: 3, async () => await IsTold(plan, far) && await IsTold(plan, near)))
            problem = $"the fault is over, but {(await IsTold(plan, near) ? far : near)} is still not published ({plan.Hits} faulty calls)";
        if (problem is not null) return problem;
        monitor.Proxmox.Cluster.StartGuest(near);
        monitor.Proxmox.Cluster.StartGuest(far);
        monitor.Time.Advance(Between);
        await monitor.Finish(Tick(monitor, Tier.Critical));
        return null;
    }

    /// <summary>Ticks on the grid, until something is so.</summary>
    private static async Task<bool> Await(MonitorHarness monitor, int ticks, Func<Task<bool>> isSo)
    {
        for (var i = 0; i < ticks; i++)
        {
            var next = monitor.Time.GetUtcNow() + Period;
            _ = Tick(monitor, Tier.Critical);
            while (monitor.Time.GetUtcNow() < next)
            {
                var began = TimeProvider.System.GetTimestamp();
                while (TimeProvider.System.GetElapsedTime(began) < Unhurried)
                {
                    if (await isSo()) return true;
                    await Task.Delay(10, TestContext.Current.CancellationToken);
                }

                monitor.Time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        return false;
    }

    private static async Task<bool> Tick(MonitorHarness monitor, Tier tier)
    {
        try
        {
            return await monitor.Grains.Scheduler(MonitorHarness.Name, tier).Tick();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return false;
        }
    }

    private static async Task<bool> IsTold(FaultPlan plan, int vmid) =>
        (await plan.Spare(plan.Monitor!.AllEvents)).Any(e => e.Title.EndsWith($"_CRASHED:lab/{vmid} opened", StringComparison.Ordinal));

    // Where the fault keeps it from being recorded, readiness says so.
    private static async Task<bool> CallsItselfBlind(FaultPlan plan, DateTimeOffset since) =>
        !plan.Monitor!.Services.GetRequiredService<IStorageHealth>().IsHealthy || plan.Watchdog!.Late().Count > 0
        || (await plan.Spare(plan.Monitor!.AllEvents)).Any(e => e.Timestamp >= since && e.Title.StartsWith("MONITOR_BLIND", StringComparison.Ordinal));

    private static int Fresh(MonitorHarness monitor, string node)
    {
        var used = monitor.Proxmox.Cluster.Guests.Where(guest => guest.Node == node && guest is { Status: "running", Template: false, HaState: null } && MonitorHarness.StartsAtBoot(guest.Vmid));
        return used.First(guest => Used.Add(guest.Vmid)).Vmid;
    }

    private static readonly HashSet<int> Used = [];
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Simulator;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>
/// The monitor as it is deployed (silo, SQLite file, HTTPS client) against a simulated Proxmox, both on one fake clock that only the
/// test moves. Ticks are asked for, so nothing happens between two lines of a test.
/// </summary>
internal sealed class MonitorHarness : IAsyncDisposable
{
    /// <summary>A simulated Proxmox that shows every change with the next tick.</summary>
    public static SimulatorTimings Prompt { get; } = new()
    {
        PublishPeriod = TimeSpan.FromSeconds(1),
        FileSystemCache = TimeSpan.Zero,
        WorkerCache = TimeSpan.Zero,
        AuthDelay = TimeSpan.Zero,
        OfflineAfter = TimeSpan.FromSeconds(1),
    };

    // The clock may move once the monitor waits for nothing but the clock. Neither Orleans nor the fake clock signals that, so it is
    // assumed when a task has not ended for this long, which is far more than a tick takes.
    private static readonly TimeSpan IdleAfter = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(50);

    // Longer than anything that the monitor waits for by itself.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private readonly string _folder;
    private InProcessTestCluster _silos;

    private readonly HarnessOptions _options;

    private MonitorHarness(
        string folder, SimulatedProxmox proxmox, FakeTimeProvider time, MachineTime machine, InProcessTestCluster silos,
        HarnessOptions options) =>
        (_folder, Proxmox, Time, Machine, _silos, _options) = (folder, proxmox, time, machine, silos, options);

    public HarnessOptions Options => _options;

    public static ClusterName Name { get; } = ClusterName.Parse("lab");

    public SimulatedProxmox Proxmox { get; }

    public FakeTimeProvider Time { get; }

    /// <summary>The machine that the monitor runs on; the simulated Proxmox keeps to <see cref="Time"/>.</summary>
    public MachineTime Machine { get; }

    public IGrainFactory Grains => _silos.Client;

    public IServiceProvider Services => _silos.Silos[0].ServiceProvider;

    public string DatabaseFile => Path.Combine(_folder, "monitor.db");

    public static async Task<MonitorHarness> Start(
        int guests = 12, int nodes = 3, SimulatorTimings? timings = null, double stopped = 0, HarnessOptions? options = null)
    {
        options ??= new();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero));
        var proxmox = await SimulatedProxmox.StartAsync(
            new() { ClusterName = "lab", Guests = guests, Nodes = nodes, StoppedShare = stopped, Timings = timings ?? Prompt }, time,
            TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("monitor").FullName;
        var machine = new MachineTime(time);
        return new(folder, proxmox, time, machine, await HarnessDeployment.Deploy(folder, proxmox, time, machine, options), options);
    }

    /// <summary>Starts the monitor again on the same database, after a stop in good order or as if killed.</summary>
    public async Task Restart(bool kill = true)
    {
        if (kill) await _silos.KillSiloAsync(_silos.Silos[0]);
        await _silos.DisposeAsync();
        _silos = await HarnessDeployment.Deploy(_folder, Proxmox, Time, Machine, _options);
    }

    /// <summary>
    /// Takes the reminders away, which a clock that is set ahead across a restart would make due: the next start registers them anew, far
    /// away.
    /// </summary>
    public async Task ForgetReminders()
    {
        var table = Services.GetRequiredService<IReminderTable>();
        foreach (var row in (await table.ReadRows(0, 0, TestContext.Current.CancellationToken)).Reminders)
            await table.RemoveRow(row.GrainId, row.ReminderName, row.ETag!, TestContext.Current.CancellationToken);
    }

    /// <summary>Lets time pass, then runs a tick to its end.</summary>
    public async Task Tick(Tier tier = Tier.Critical, double afterSeconds = 12)
    {
        Time.Advance(TimeSpan.FromSeconds(afterSeconds));
        (await Finish(Grains.Scheduler(Name, tier).Tick())).ShouldBeTrue("a tick was still running");
    }

    /// <summary>
    /// Ticks until an event with this title was told, a few times at most: what a loaded machine answers late is looked at again with the
    /// next tick.
    /// </summary>
    public async Task TickUntilTold(string title)
    {
        for (var i = 0; i < 5; i++)
        {
            await Tick();
            if ((await AllEvents()).Any(e => e.Title == title)) return;
        }

        throw new TimeoutException($"'{title}' was not told within five ticks");
    }

    /// <summary>
    /// Waits until the repairs have done what they can, and until what is under way is over: the clock moves on to each next look at it.
    /// </summary>
    public Task Settle() => Settle(Name);

    /// <summary>The same for the repairs of another cluster.</summary>
    public async Task Settle(ClusterName cluster)
    {
        while ((await Finish(Settled(cluster))).NextCheck is { } next)
        {
            AdvanceTo(next);
        }
    }

    /// <summary>
    /// Moves the clock to an instant of the monitor's own time, which need not be this clock's, and a millisecond beyond, so that what is
    /// due by a hair is.
    /// </summary>
    public void AdvanceTo(DateTimeOffset next)
    {
        var ahead = Math.Ceiling((next - Services.GetRequiredService<TimeProvider>().GetUtcNow()).TotalMilliseconds);
        Time.Advance(TimeSpan.FromMilliseconds(Math.Max(0, ahead) + 1));
    }

    /// <summary>Ticks, and lets the repairs do what they can, some times over.</summary>
    public async Task Run(int ticks)
    {
        for (var i = 0; i < ticks; i++)
        {
            await Tick();
            await Settle();
        }
    }

    private async Task<RemediationStatus> Settled(ClusterName cluster)
    {
        var repairs = Grains.Remediation(cluster);
        await repairs.Settle();
        return await repairs.Status();
    }

    /// <summary>Awaits something that happens without the clock.</summary>
    public static Task Within(Task happens) => happens.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    /// <summary>Awaits something that may itself wait for the clock (a retry, a time-out): the clock goes on until it is done.</summary>
    public async Task<T> Finish<T>(Task<T> task)
    {
        await FinishAny(task);
        return await task;
    }

    /// <summary>Awaits the first of some tasks, and throws what it failed with. The clock moves while the monitor is idle.</summary>
    public async Task<Task> FinishAny(params Task[] tasks)
    {
        var latest = Time.GetUtcNow() + LongestWait;
        var late = 0;
        while (Time.GetUtcNow() <= latest)
        {
            var began = TimeProvider.System.GetTimestamp();
            var first = await Task.WhenAny([.. tasks, Task.Delay(IdleAfter, TestContext.Current.CancellationToken)]);
            if (!tasks.Contains(first))
            {
                // A machine that is late with this delay is late with the monitor's work too, so the monitor may not be idle.
                if (TimeProvider.System.GetElapsedTime(began) > IdleAfter + Lateness && ++late % 8 != 0) continue;
                Time.Advance(TimeSpan.FromSeconds(1));
                continue;
            }

            await first;
            return first;
        }

        throw new TimeoutException(
            $"nothing of it ended within {LongestWait} of the monitor's time; it is {Time.GetUtcNow():HH:mm:ss} now");
    }

    public Task<IReadOnlyList<MonitorEvent>> Events(long after = 0) =>
        Services.GetRequiredService<IEventStore>().ReadAfterAsync(after, 1000, TestContext.Current.CancellationToken);

    public async Task<IReadOnlyList<MonitorEvent>> AllEvents()
    {
        var all = new List<MonitorEvent>();
        while (await Events(all.Count == 0 ? 0 : all[^1].Sequence) is { Count: > 0 } page) all.AddRange(page);
        return all;
    }

    public async Task<IReadOnlyList<Incident>> Incidents(bool openOnly = true) =>
        (await Services.GetRequiredService<IIncidentStore>()
            .ListAsync(new(OpenOnly: openOnly, Limit: 500), TestContext.Current.CancellationToken)).Items;

    public async Task<IReadOnlyList<string>> OpenKeys() =>
        [.. (await Incidents()).Select(incident => incident.Key).Order(StringComparer.Ordinal)];

    public async Task<ClusterDelta> Everything()
    {
        await foreach (var delta in Grains.Cluster(Name).Follow(TestContext.Current.CancellationToken)) return delta;
        throw new InvalidOperationException("a follower is always told everything first");
    }

    public Task<IReadOnlyList<AutonomyAction>> Rows(string incidentKey) =>
        Services.GetRequiredService<IAuditStore>().ListByIncidentAsync(incidentKey, TestContext.Current.CancellationToken);

    public Task<GuestState?> Guest(int vmid) => Grains.Guest(new(Name, vmid)).Get();

    /// <summary>Whether a simulated guest is set to run at boot: only then its stopping is a crash.</summary>
    public static bool StartsAtBoot(int vmid) => (vmid - 100) % 8 != 7;

    public int AGuest(string kind = "qemu", int index = 0) =>
        Proxmox.Cluster.Guests.Where(guest => guest.Kind == kind && guest is { Status: "running", Template: false, HaState: null })
        .ElementAt(index).Vmid;

    public async ValueTask DisposeAsync()
    {
        await _silos.DisposeAsync();
        await Proxmox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

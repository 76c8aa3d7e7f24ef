using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Watching;
using OrleansMonitor.Simulator;
using OrleansMonitor.Simulator.Clusters;
using OrleansMonitor.Simulator.Options;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Time;

namespace OrleansMonitor.Trust.Faults;

/// <summary>A cluster of three nodes, watched by a monitor with faulty calls.</summary>
internal sealed class WatchedCluster : IAsyncDisposable
{
    private const int Guests = 60;
    private static readonly TimeSpan FirstTicks = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly FaultPlan _plan;
    private readonly VirtualTime _time;
    private readonly SimulatedProxmox _proxmox;
    private readonly MonitorHost _monitor;
    private readonly string _folder;
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);
    private readonly HashSet<string> _titles = new(StringComparer.Ordinal);
    private bool _isBlind;
    private long _seen;

    private WatchedCluster(FaultPlan plan, VirtualTime time, SimulatedProxmox proxmox, MonitorHost monitor, string folder) =>
        (_plan, _time, _proxmox, _monitor, _folder) = (plan, time, proxmox, monitor, folder);

    public SimulatedCluster Cluster => _proxmox.Cluster;

    public static async Task<WatchedCluster> Start(FaultPlan plan)
    {
        var time = new VirtualTime(new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero));
        var prompt = new SimulatorTimings
        {
            PublishPeriod = TimeSpan.FromSeconds(1),
            FileSystemCache = TimeSpan.Zero,
            WorkerCache = TimeSpan.Zero,
            AuthDelay = TimeSpan.Zero,
            OfflineAfter = TimeSpan.FromSeconds(1),
        };
        var proxmox =
            SimulatedProxmox.InMemory(new() { ClusterName = "lab", Guests = Guests, Nodes = 3, StoppedShare = 0, Timings = prompt }, time);
        var folder = WorkFolder.Make("faults");
        var configuration = MonitorConfiguration.Check(new()
        {
            Clusters =
            {
                new()
                {
                    Name = "lab",
                    Endpoints = [.. proxmox.Endpoints.Select(endpoint => endpoint.ToString())],
                    TokenId = proxmox.ReadTokenId,
                    TokenSecret = proxmox.ReadTokenSecret,
                    ActTokenId = proxmox.ActTokenId,
                    ActTokenSecret = proxmox.ActTokenSecret,
                    Tls = new() { Fingerprint = proxmox.Fingerprint },
                },
            },
            Autonomy = new() { Level = AutonomyLevel.ActAndReport },
            Database = new() { ConnectionString = $"Data Source={Path.Combine(folder, "monitor.db")}" },
        });
        plan.Watch(time, proxmox.Cluster);
        var monitor = await MonitorHost.Start(
            configuration, new MachineNetwork(proxmox), time,
            services => services.AddSingleton<IIncomingGrainCallFilter>(new FaultInjection.Filter(plan)),
            services => FaultInjection.OnPorts(services, plan));
        var watched = new WatchedCluster(plan, time, proxmox, monitor, folder);
        await watched.Advance(FirstTicks);
        return watched;
    }

    /// <summary>A client of the monitor.</summary>
    public ApiClient Client => new(_monitor.Services);

    /// <summary>Starts guests that the monitor has not started.</summary>
    public void Restart(params int[] vmids)
    {
        foreach (var guest in Cluster.Guests.Where(guest => vmids.Contains(guest.Vmid) && guest.Status == "stopped"))
            Cluster.StartGuest(guest.Vmid);
    }

    /// <summary>Advances the time.</summary>
    public async Task Advance(TimeSpan span)
    {
        var until = _time.GetUtcNow() + span;
        do await IdlePoint.Reached;
        while (_time.Advance(until));
    }

    /// <summary>Advances the time until a condition holds. Returns how long that took; null if it does not hold within the span.</summary>
    public async Task<TimeSpan?> WaitFor(TimeSpan span, Func<Task<bool>> isSo)
    {
        _isBlind = false;
        for (var passed = TimeSpan.Zero; passed < span; passed += PollInterval)
        {
            await Advance(PollInterval);
            if (await isSo()) return passed + PollInterval;
        }

        return null;
    }

    public async Task<bool> IsReported(int vmid)
    {
        await ReadEvents();
        return _titles.Contains($"VM_CRASHED:lab/{vmid} opened") || _titles.Contains($"CT_CRASHED:lab/{vmid} opened");
    }

    /// <summary>
    /// Whether the monitor reports its blindness: as an incident, or by its readiness if the fault prevents recording it.
    /// </summary>
    public async Task<bool> ReportsBlindness()
    {
        await ReadEvents();
        return _isBlind || !_monitor.Services.GetRequiredService<IStorageHealth>().IsHealthy
            || _monitor.Services.GetRequiredService<IPollWatch>().OverdueTiers().Count > 0;
    }

    /// <summary>
    /// Returns a guest of a node that starts at boot and has not crashed for long. Events of its last crash are discarded.
    /// </summary>
    public int NextGuest(string node)
    {
        var guests = Cluster.Guests
            .Where(guest => guest.Node == node && guest is { Status: "running", Template: false, HaState: null }
                && (guest.Vmid - 100) % 8 != 7).ToList();
        var at = _next.GetValueOrDefault(node);
        _next[node] = at + 1;
        var vmid = guests[at % guests.Count].Vmid;
        _titles.RemoveWhere(title => title.Contains($"/{vmid} ", StringComparison.Ordinal));
        return vmid;
    }

    public async ValueTask DisposeAsync()
    {
        await _monitor.DisposeAsync();
        await _proxmox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ReadEvents()
    {
        while (await _plan.WithoutFaults(
            () => _monitor.Services.GetRequiredService<IEventStore>()
                .ReadAfterAsync(_seen, 1000, CancellationToken.None)) is { Count: > 0 } page)
        {
            foreach (var published in page)
            {
                _titles.Add(published.Title);
                _isBlind |= published.Title.StartsWith("MONITOR_BLIND", StringComparison.Ordinal);
            }

            _seen = page[^1].Sequence;
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Notifications;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>A monitor with destinations, and a guest that the test breaks and mends.</summary>
internal sealed class NotifiedMonitor : IAsyncDisposable
{
    private NotifiedMonitor(MonitorHarness monitor, RecordingSender sender, int vmid) =>
        (Monitor, Sender, Vmid) = (monitor, sender, vmid);

    public MonitorHarness Monitor { get; }

    public RecordingSender Sender { get; }

    public int Vmid { get; }

    public IDestinationGrain Ops => Monitor.Grains.Destination("ops");

    public static async Task<NotifiedMonitor> Start(
        Action<NotificationOptions>? configure = null, Action<IServiceCollection>? services = null, Action<MonitorOptions>? more = null,
        TimeSpan? refresh = null)
    {
        var sender = new RecordingSender { Refresh = refresh };
        var monitor = await MonitorHarness.Start(guests: 3, nodes: 1, options: new()
        {
            Services = all =>
            {
                sender.Replace(all);
                services?.Invoke(all);
            },
            Configure = options =>
            {
                Add(options.Notifications, "ops");
                configure?.Invoke(options.Notifications);
                more?.Invoke(options);
            },
        });
        await monitor.Tick();
        return new(monitor, sender, monitor.AGuest());
    }

    public static void Add(NotificationOptions options, string name) =>
        options.Destinations[name] = new() { Ntfy = new() { Topic = name } };

    /// <summary>The guest crashes, and the destination is sent what is due.</summary>
    public async Task Crash()
    {
        Monitor.Proxmox.Cluster.KillGuest(Vmid);
        await Monitor.TickUntilTold($"VM_CRASHED:lab/{Vmid} opened");
        await Drain();
    }

    /// <summary>The guest runs again.</summary>
    public async Task Mend()
    {
        Monitor.Proxmox.Cluster.StartGuest(Vmid);
        await Monitor.TickUntilTold($"VM_CRASHED:lab/{Vmid} resolved");
        await Drain();
    }

    /// <summary>Lets time pass, then sends what is due.</summary>
    public async Task DrainAfter(TimeSpan wait)
    {
        Monitor.Time.Advance(wait);
        await Drain();
    }

    public async Task<IReadOnlyList<Notification>> Rows(string destination = "ops") =>
        [.. (await Monitor.Services.GetRequiredService<INotificationStore>()
            .ListAsync(new(Destination: destination), TestContext.Current.CancellationToken)).Items.Reverse()];

    public ValueTask DisposeAsync() => Monitor.DisposeAsync();

    private async Task Drain() => await Monitor.FinishAny(Ops.Drain());
}

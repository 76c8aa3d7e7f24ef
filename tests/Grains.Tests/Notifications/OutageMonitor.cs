using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Notifications;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>A monitor whose incidents a test opens and ends by findings.</summary>
internal sealed class OutageMonitor(MonitorHarness monitor, UnreliableDestinations destinations) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly SortedDictionary<int, string> _ids = [];

    public UnreliableDestinations Destinations => destinations;

    public DateTimeOffset Now => monitor.Time.GetUtcNow();

    /// <summary>The ids of the incidents, in their order.</summary>
    public IReadOnlyList<string> Ids => [.. _ids.Values];

    public async Task Open(int one) => _ids[one] = (await Apply(one, FindingKind.Raised)).ShouldNotBeNull();

    public Task End(int one) => Apply(one, FindingKind.Cleared);

    /// <summary>What happens to an incident in the outage, by its place.</summary>
    public async Task Change(int one, int told)
    {
        if (!_ids.ContainsKey(one)) await Open(one);
        if (one < told * 3) await End(one);
    }

    public async Task Pass(TimeSpan step)
    {
        monitor.Time.Advance(step);
        foreach (var name in UnreliableDestinations.Names) await monitor.FinishAny(monitor.Grains.Destination(name).Drain());
    }

    public async Task DrainAll()
    {
        var store = monitor.Services.GetRequiredService<INotificationStore>();
        for (var pass = 0; pass < 1000; pass++)
        {
            await Pass(Pause);
            var page = await store.ListAsync(new(Domain.Notifications.NotificationState.Pending, Limit: 1), CancellationToken.None);
            if (page.Items.IsEmpty) return;
        }

        throw new TimeoutException("messages still wait");
    }

    public void Wake()
    {
        monitor.Time.Advance(Pause);
        foreach (var name in UnreliableDestinations.Names) monitor.Grains.Destination(name).Wake().Ignore();
    }

    public Task Until(Task happens) => monitor.FinishAny(happens);

    public Task Kill()
    {
        destinations.Life++;
        return monitor.Restart(kill: true);
    }

    public ValueTask DisposeAsync() => monitor.DisposeAsync();

    private async Task<string?> Apply(int one, FindingKind kind)
    {
        var finding = new Finding
        {
            Id = $"{one}:{kind}",
            Kind = kind,
            Entity = EntityId.Of(new GuestId(MonitorHarness.Name, 1000 + one)),
            Node = "pve1",
            At = Now,
            Severity = Severity.Critical,
            Condition = ConditionType.VmCrashed,
            Title = $"VM {1000 + one} crashed",
            Reason = "no task stopped it",
        };
        var step = await monitor.Finish(monitor.Grains.Incident($"VM_CRASHED:lab/{1000 + one}").Apply(finding));
        return step.Incident?.Id;
    }
}

using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Silos.Tests.Harness;

namespace OrleansMonitor.Silos.Tests;

/// <summary>Guests that crash and are repaired, and what must hold whatever happens to silos meanwhile.</summary>
internal sealed class Upkeep(SiloCluster monitor)
{
    public static readonly TimeSpan LongestGapAfterKill = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan LongestGapAfterHang = TimeSpan.FromSeconds(25);

    private readonly Dictionary<(string Cluster, int Vmid), int> _crashes = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>One guest of every cluster crashes; waits until each is an incident.</summary>
    public async Task CrashGuests(int index, EventReader? watch = null)
    {
        var reader = watch ?? monitor.Readers[0];
        var after = reader.Events.Count;
        KillGuests(index);
        await Told(index, "opened", reader, after);
    }

    public void KillGuests(int index)
    {
        foreach (var cluster in monitor.Clusters)
        {
            cluster.Proxmox.Cluster.KillGuest(Vmid(cluster, index));
            _crashes[(cluster.Name, Vmid(cluster, index))] = _crashes.GetValueOrDefault((cluster.Name, Vmid(cluster, index))) + 1;
        }
    }

    /// <summary>Waits until the guests that crashed run again because the monitor started them, each once.</summary>
    public async Task Repaired(int index, int after)
    {
        await Told(index, "resolved", monitor.Readers[0], after);
        foreach (var ((name, vmid), crashes) in _crashes) Starts(name, vmid).ShouldBe(crashes, $"{name}/{vmid} crashed so often");
    }

    /// <summary>No guest of that index was started since its last crash: what cannot be written down first is not done.</summary>
    public void NothingSent(int index)
    {
        foreach (var (name, vmid) in monitor.Clusters.Select(cluster => (cluster.Name, Vmid(cluster, index)))) Starts(name, vmid)
            .ShouldBe(_crashes[(name, vmid)] - 1, $"{name}/{vmid} was started");
    }

    /// <summary>Waits for a step of each guest's incident.</summary>
    public async Task Told(int index, string step, EventReader reader, int after)
    {
        foreach (var cluster in monitor.Clusters)
        {
            var vmid = Vmid(cluster, index);
            await reader.When(e => IsIncident(e, cluster.Name, vmid, step), $"that the incident of {cluster.Name}/{vmid} is {step}", after);
        }
    }

    /// <summary>Waits until every cluster is polled again, and holds the longest gap since an instant to a limit.</summary>
    public async Task Watched(DateTimeOffset from, TimeSpan longest)
    {
        (await LongestGap(from)).ShouldBeLessThan(longest);
    }

    /// <summary>The longest time since an instant in which a cluster was not polled, until each is polled again.</summary>
    public async Task<TimeSpan> LongestGap(DateTimeOffset from)
    {
        await Task.WhenAll(monitor.Clusters.Select(cluster => cluster.Polled(1)));
        var (cluster, gap) = monitor.Clusters.Select(cluster => (cluster.Name, cluster.LongestGap(from, DateTimeOffset.UtcNow)))
            .MaxBy(longest => longest.Item2);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"longest time without a poll: {gap.Gap.TotalSeconds:F1} s until {gap.End:HH:mm:ss.fff}, {cluster}"));
        return gap.Gap;
    }

    public async Task NothingLostNothingDoubled()
    {
        var last = await monitor.Stored(stores => stores.GetRequiredService<IEventStore>().LastSequenceAsync(Stop));
        foreach (var reader in monitor.Readers)
        {
            await reader.When(e => e.GetProperty("sequence").GetInt64() >= last, $"event {last}");
            reader.Sequences.ShouldBe(Enumerable.Range(1, reader.Sequences.Count).Select(i => (long)i), "sequences have a gap or a double");
            reader.Stored.Select(e => e.GetProperty("id").GetString()).ShouldBeUnique();
        }

        var verdicts = await monitor.Stored(stores => AuditVerifier.VerifyAsync(stores.GetRequiredService<IAuditStore>(), Stop));
        verdicts.ShouldNotBeEmpty();
        verdicts.ShouldAllBe(verdict => verdict.Break == null);
        var open = await monitor.Stored(stores => stores.GetRequiredService<IIncidentStore>().ListAsync(new(OpenOnly: true), Stop));
        open.Items.Select(incident => incident.Key).ShouldBeUnique();
        open.Items.ShouldAllBe(incident => incident.State == IncidentState.Open);
        await EveryoneNotified();
    }

    // Whichever silo sends: each message arrives, under one id, and in the order of its incident. A kill may cost a minute, the period of
    // the reminder that wakes a destination.
    private async Task EveryoneNotified()
    {
        var sent = await monitor.Stored(stores => Settled(stores.GetRequiredService<INotificationStore>()));
        var received = monitor.Hook.Received.DistinctBy(one => one.Id).ToList();
        received.Select(one => one.Id).ShouldBe(
            sent.Where(one => one.State == NotificationState.Delivered).Select(one => one.Id), ignoreOrder: true);
        foreach (var incident in received.GroupBy(one => one.Incident).Select(group => group.Select(one => one.Type).ToList()))
            incident.SkipLast(1).ShouldAllBe(type => type == "incident.open");
    }

    private static async Task<IReadOnlyList<Notification>> Settled(INotificationStore store)
    {
        IReadOnlyList<Notification> waiting = [];
        for (var second = 0; second < 90; second++)
        {
            var page = await store.ListAsync(new(Limit: 500), Stop);
            waiting = [.. page.Items.Where(one => one.State is NotificationState.Pending)];
            if (waiting.Count == 0) return page.Items;
            await Task.Delay(TimeSpan.FromSeconds(1), Stop);
        }

        var those = waiting.Select(one => $"{one.Notice.Title}, {one.Attempts} attempts: {one.LastError}");
        throw new TimeoutException($"notifications still wait: {string.Join("; ", those)}");
    }

    private long Starts(string name, int vmid) => monitor.Clusters.Single(cluster => cluster.Name == name).Proxmox.Requests.ByPath
        .Where(path => path.Key.StartsWith("POST ", StringComparison.Ordinal)
            && path.Key.EndsWith($"/{vmid}/status/start", StringComparison.Ordinal)).Sum(path => path.Value);

    private static bool IsIncident(JsonElement e, string cluster, int vmid, string step) =>
        e.GetProperty("type").GetString() == "incident" && e.GetProperty("cluster").GetString() == cluster
        && e.GetProperty("guest").ValueKind == JsonValueKind.Number
        && e.GetProperty("guest").GetInt32() == vmid && e.GetProperty("title").GetString()!.EndsWith($" {step}", StringComparison.Ordinal);

    // Those that the monitor may repair: no template, none that Proxmox HA looks after, and that start at boot.
    private static int Vmid(TickLog cluster, int index) => cluster.Proxmox.Cluster.Guests
        .Where(guest => !guest.Template && guest.HaState is null && (guest.Vmid - 100) % 8 != 7).OrderBy(guest => guest.Vmid)
        .ElementAt(index).Vmid;
}

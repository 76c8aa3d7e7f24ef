using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Silos.Tests.Harness;

namespace OrleansMonitor.Silos.Tests;

/// <summary>Guests that crash and come back, and what must hold whatever happens to silos meanwhile.</summary>
internal sealed class Upkeep(SiloCluster monitor)
{
    public static readonly TimeSpan LongestGapAfterKill = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan LongestGapAfterHang = TimeSpan.FromSeconds(25);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>One guest of every cluster crashes; waits until each is an incident.</summary>
    public async Task CrashGuests(int index, EventReader? watch = null)
    {
        var reader = watch ?? monitor.Readers[0];
        var after = reader.Events.Count;
        KillGuests(index);
        await Told(index, reader, after);
    }

    public void KillGuests(int index)
    {
        foreach (var cluster in monitor.Clusters) cluster.Proxmox.Cluster.KillGuest(Vmid(cluster, index));
    }

    /// <summary>The guests that crashed run again; waits until their incidents are resolved.</summary>
    public async Task StartGuests(int index)
    {
        var after = monitor.Readers[0].Events.Count;
        foreach (var cluster in monitor.Clusters) cluster.Proxmox.Cluster.StartGuest(Vmid(cluster, index));
        await Told(index, monitor.Readers[0], after);
    }

    /// <summary>Waits for an event of each guest's incident.</summary>
    public async Task Told(int index, EventReader reader, int after)
    {
        foreach (var cluster in monitor.Clusters)
        {
            var vmid = Vmid(cluster, index);
            await reader.When(e => IsIncident(e, cluster.Name, vmid), $"the incident of {cluster.Name}/{vmid}", after);
        }
    }

    /// <summary>Waits until every cluster is polled again, and holds the longest gap since an instant to a limit.</summary>
    public async Task Watched(DateTimeOffset from, TimeSpan longest)
    {
        await Task.WhenAll(monitor.Clusters.Select(cluster => cluster.Polled(1)));
        foreach (var cluster in monitor.Clusters) cluster.LongestGap(from, DateTimeOffset.UtcNow).ShouldBeLessThan(longest, $"{cluster.Name} was not polled");
    }

    public async Task NothingLostNothingDoubled()
    {
        var last = await monitor.Stored(stores => stores.GetRequiredService<IEventStore>().LastSequenceAsync(Stop));
        foreach (var reader in monitor.Readers)
        {
            await reader.When(e => e.GetProperty("sequence").GetInt64() >= last, $"event {last}");
            reader.Sequences.ShouldBe(Enumerable.Range(1, reader.Sequences.Count).Select(i => (long)i), "sequences have a gap or a double");
            reader.Events.Select(e => e.GetProperty("id").GetString()).ShouldBeUnique();
        }

        var verdicts = await monitor.Stored(stores => AuditVerifier.VerifyAsync(stores.GetRequiredService<IAuditStore>(), Stop));
        verdicts.ShouldNotBeEmpty();
        verdicts.ShouldAllBe(verdict => verdict.Break == null);
        var open = await monitor.Stored(stores => stores.GetRequiredService<IIncidentStore>().ListAsync(new(OpenOnly: true), Stop));
        open.Items.Select(incident => incident.Key).ShouldBeUnique();
        open.Items.ShouldAllBe(incident => incident.State == IncidentState.Open);
    }

    private static bool IsIncident(JsonElement e, string cluster, int vmid) =>
        e.GetProperty("type").GetString() == "incident" && e.GetProperty("cluster").GetString() == cluster && e.GetProperty("guest").ValueKind == JsonValueKind.Number
        && e.GetProperty("guest").GetInt32() == vmid;

    private static int Vmid(TickLog cluster, int index) => cluster.Proxmox.Cluster.Guests.ElementAt(index).Vmid;
}

using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Silos.Tests.Harness;

namespace OrleansMonitor.Silos.Tests;

/// <summary>
/// Machines die, hang and come back while guests crash. Each test leaves the silo cluster whole for the next; what must hold over all of them is looked
/// at at the end of each.
/// </summary>
public sealed class FailureTests(SiloCluster monitor) : IClassFixture<SiloCluster>
{
    private static readonly TimeSpan LongestGapAfterKill = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestGapAfterHang = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task A_killed_silo_costs_no_tick_and_no_event()
    {
        var from = DateTimeOffset.UtcNow;
        await monitor.Silos[0].Kill();
        await CrashGuests(0);
        monitor.Silos[0].Start();
        await monitor.Whole();
        await Watched(from, LongestGapAfterKill);
        await NothingLostNothingDoubled();
    }

    [Fact]
    public async Task A_hung_silo_is_replaced_and_costs_no_event()
    {
        var from = DateTimeOffset.UtcNow;
        monitor.Silos[1].Hang();
        await CrashGuests(1);
        await Watched(from, LongestGapAfterHang);

        // It learns that it was given up and ends itself; whoever supervises it begins it again.
        monitor.Silos[1].Wake();
        await monitor.Silos[1].Ended();
        monitor.Silos[1].Start();
        await monitor.Whole();
        await NothingLostNothingDoubled();
    }

    [Fact]
    public async Task A_silo_that_is_stopped_leaves_in_good_order_and_comes_back()
    {
        var from = DateTimeOffset.UtcNow;
        (await monitor.Silos[2].Stop()).ShouldBe(0);
        await CrashGuests(2);
        monitor.Silos[2].Start();
        await monitor.Whole();
        await Watched(from, LongestGapAfterKill);
        await NothingLostNothingDoubled();
    }

    [Fact]
    public async Task A_killed_api_host_comes_back_and_its_subscribers_miss_nothing()
    {
        await monitor.ApiHosts[0].Kill();
        await CrashGuests(3, watch: monitor.Readers[1]);
        monitor.ApiHosts[0].Start();
        await monitor.Whole();
        await NothingLostNothingDoubled();
    }

    [Fact]
    public async Task While_the_database_is_away_watching_goes_on_and_what_happened_is_told_afterwards()
    {
        var from = DateTimeOffset.UtcNow;
        monitor.Database.Stop();
        foreach (var cluster in monitor.Clusters) cluster.Proxmox.Cluster.KillGuest(Vmid(cluster, 4));
        await Task.WhenAll(monitor.Clusters.Select(cluster => cluster.Polled(2)));
        foreach (var cluster in monitor.Clusters) cluster.LongestGap(from, DateTimeOffset.UtcNow).ShouldBeLessThan(LongestGapAfterKill);
        foreach (var api in monitor.ApiHosts)
        {
            await monitor.Until(
                api, "/api/v1/status", status => !status.GetProperty("storage").GetProperty("healthy").GetBoolean() || status.GetProperty("clusters").GetArrayLength() == monitor.Clusters.Count,
                "an answer");
        }

        monitor.Database.Start();
        await Told(4, monitor.Readers[0]);
        await monitor.Whole();
        await NothingLostNothingDoubled();
    }

    private async Task CrashGuests(int index, EventReader? watch = null)
    {
        foreach (var cluster in monitor.Clusters) cluster.Proxmox.Cluster.KillGuest(Vmid(cluster, index));
        await Told(index, watch ?? monitor.Readers[0]);
    }

    private async Task Told(int index, EventReader reader)
    {
        foreach (var cluster in monitor.Clusters)
        {
            var vmid = Vmid(cluster, index);
            await reader.When(e => IsIncident(e, cluster.Name, vmid), $"the incident of {cluster.Name}/{vmid}");
        }
    }

    private async Task Watched(DateTimeOffset from, TimeSpan longest)
    {
        await Task.WhenAll(monitor.Clusters.Select(cluster => cluster.Polled(1)));
        foreach (var cluster in monitor.Clusters) cluster.LongestGap(from, DateTimeOffset.UtcNow).ShouldBeLessThan(longest, $"{cluster.Name} was not polled");
    }

    private async Task NothingLostNothingDoubled()
    {
        var last = await monitor.Stored(stores => stores.GetRequiredService<IEventStore>().LastSequenceAsync(TestContext.Current.CancellationToken));
        foreach (var reader in monitor.Readers)
        {
            await reader.When(e => e.GetProperty("sequence").GetInt64() >= last, $"event {last}");
            reader.Sequences.ShouldBe(Enumerable.Range(1, reader.Sequences.Count).Select(i => (long)i), "sequences have a gap or a double");
            reader.Events.Select(e => e.GetProperty("id").GetString()).ShouldBeUnique();
        }

        var verdicts = await monitor.Stored(stores => AuditVerifier.VerifyAsync(stores.GetRequiredService<IAuditStore>(), TestContext.Current.CancellationToken));
        verdicts.ShouldNotBeEmpty();
        verdicts.ShouldAllBe(verdict => verdict.Break == null);
        var open = await monitor.Stored(stores => stores.GetRequiredService<IIncidentStore>().ListAsync(new(OpenOnly: true), TestContext.Current.CancellationToken));
        open.Items.Select(incident => incident.Key).ShouldBeUnique();
        open.Items.ShouldAllBe(incident => incident.State == IncidentState.Open);
    }

    private static bool IsIncident(JsonElement e, string cluster, int vmid) =>
        e.GetProperty("type").GetString() == "incident" && e.GetProperty("cluster").GetString() == cluster && e.GetProperty("guest").ValueKind == JsonValueKind.Number
        && e.GetProperty("guest").GetInt32() == vmid;

    private static int Vmid(TickLog cluster, int index) => cluster.Proxmox.Cluster.Guests.ElementAt(index).Vmid;
}

using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.History;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

/// <summary>What of the polls becomes history, and what is lost when.</summary>
public sealed class HistoryTests
{
    private readonly BreakableHistory _store = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_minutes_are_stored_at_once_and_a_kill_loses_only_what_was_collected_since()
    {
        await using var monitor = await Start();
        var guest = EntityId.Of(new GuestId(MonitorHarness.Name, monitor.AGuest()));
        for (var minute = 0; minute < 12; minute++) await monitor.Tick(afterSeconds: 60);
        await Stored(monitor);

        // The monitor's first minute is 06:01, and the chunk ends at 06:10.
        Minutes(await Read(monitor, guest)).ShouldBe(9);
        Minutes(await Recent(monitor, guest)).ShouldBe(3);

        // A test cluster ends its grains in good order even when it is killed.
        _store.Drops = true;
        await monitor.Restart(kill: true);
        _store.Drops = false;

        Minutes(await Read(monitor, guest)).ShouldBe(9);
        Minutes(await Recent(monitor, guest)).ShouldBe(0);
    }

    [Fact]
    public async Task A_stop_in_good_order_loses_nothing()
    {
        await using var monitor = await Start();
        var guest = EntityId.Of(new GuestId(MonitorHarness.Name, monitor.AGuest()));
        for (var minute = 0; minute < 3; minute++) await monitor.Tick(afterSeconds: 60);

        await monitor.Restart(kill: false);

        Minutes(await Read(monitor, guest)).ShouldBe(3);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_database_that_takes_no_history_holds_up_no_poll_and_has_it_all_later(bool hangs)
    {
        await using var monitor = await Start();
        (_store.Fails, _store.Hangs) = (!hangs, hangs);
        var vmid = monitor.AGuest(index: 1);
        var guest = EntityId.Of(new GuestId(MonitorHarness.Name, monitor.AGuest()));
        for (var minute = 0; minute < 12; minute++) await monitor.Tick(afterSeconds: 60);
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{vmid}"]);
        _store.Tries.ShouldBeGreaterThan(0);
        Minutes(await Recent(monitor, guest)).ShouldBe(12, "what waits can be read");
        Minutes(await Read(monitor, guest)).ShouldBe(0);

        (_store.Fails, _store.Hangs) = (false, false);
        await Stored(monitor);

        Minutes(await Read(monitor, guest)).ShouldBe(9);
    }

    [Fact]
    public async Task A_day_that_has_ended_becomes_hours_and_a_day_once_and_old_blocks_go()
    {
        await using var monitor = await Start();
        var (store, upkeep) = (monitor.Services.GetRequiredService<IHistoryStore>(), monitor.Services.GetRequiredService<HistoryUpkeep>());
        var now = monitor.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var today = HistoryPeriods.FloorDay(now.ToUnixTimeSeconds());
        var guest = EntityId.Of(new GuestId(MonitorHarness.Name, 100));
        var (yesterday, parts) = (today - HistoryPeriods.Day, HistoryPart.AllOf(guest));
        await store.AppendAsync(
            MonitorHarness.Name,
            [
                Cpu(guest, yesterday, parts[0]), Cpu(guest, yesterday + 7200, parts[1]), Cpu(guest, today, parts[0]),
                Cpu(guest, today - (400 * HistoryPeriods.Day), parts[0]) with { Resolution = HistoryResolution.Days },
            ], Stop);

        await MonitorHarness.Within(upkeep.Start());
        await MonitorHarness.Within(upkeep.Start());

        var hours = await Read(monitor, guest, HistoryResolution.Hours);
        hours.Count.ShouldBe(2, "each part has its own");
        var day = await Read(monitor, guest, HistoryResolution.Days);
        day.ShouldAllBe(block => block.Start == yesterday);
        day.Sum(block => block.Series[guest][HistoryMetric.Cpu]![0].Samples).ShouldBe(10);

        // Those of yesterday before 06:00 are older than a day.
        (await Read(monitor, guest)).Select(block => block.Start).ShouldBe([today]);
    }

    [Fact]
    public async Task A_day_of_which_a_part_could_not_be_stored_is_rolled_up_again()
    {
        await using var monitor = await Start();
        var (store, upkeep) = (monitor.Services.GetRequiredService<IHistoryStore>(), monitor.Services.GetRequiredService<HistoryUpkeep>());
        var now = monitor.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var yesterday = HistoryPeriods.FloorDay(now.ToUnixTimeSeconds()) - HistoryPeriods.Day;
        var guest = EntityId.Of(new GuestId(MonitorHarness.Name, 100));
        await store.AppendAsync(MonitorHarness.Name, [Cpu(guest, yesterday, HistoryPart.AllOf(guest)[0])], Stop);

        _store.Fails = true;
        await MonitorHarness.Within(upkeep.Start());
        (await Read(monitor, guest)).ShouldHaveSingleItem("minutes stay until they have become hours");
        _store.Fails = false;
        await MonitorHarness.Within(upkeep.Start());

        (await Read(monitor, guest, HistoryResolution.Hours)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_gap_of_a_restart_is_filled_from_Proxmox_own_records_with_one_request()
    {
        await using var monitor = await StartWithGap();
        var guest = EntityId.Of(new GuestId(MonitorHarness.Name, monitor.AGuest()));

        var written = _store.Written;
        await TickAndWaitForFill(monitor);
        await monitor.FinishAny(written);

        // 06:01 to 06:03 by polls, 06:04 to 06:08 by records: the minute of the next poll is the monitor's own.
        Minutes(await Read(monitor, guest)).ShouldBe(8);
        monitor.Proxmox.Requests.Count("GET", "/cluster/metrics").ShouldBe(1);
    }

    [Theory, InlineData(501), InlineData(403)]
    public async Task A_Proxmox_that_gives_no_records_is_asked_once_not_filled_and_polled_as_before(int status)
    {
        await using var monitor = await StartWithGap();
        monitor.Proxmox.Faults.Add(new() { PathPrefix = "/cluster/metrics", Status = status });
        using var failures = new HistoryFailures(monitor, "fill");

        await NotFilled(monitor, failures);

        monitor.Proxmox.Requests.Count("GET", "/cluster/metrics").ShouldBe(1);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBeEmpty();
        (await monitor.Everything()).Header.State.ShouldBe(OrleansMonitor.Domain.Snapshots.PollState.Ok);
    }

    [Theory, InlineData(61), InlineData(-62)]
    public async Task A_Proxmox_with_another_time_is_not_asked_for_its_records(int skew)
    {
        await using var monitor = await StartWithGap();
        foreach (var node in monitor.Proxmox.Cluster.Nodes) monitor.Proxmox.Cluster.SetClockSkew(node.Name, TimeSpan.FromSeconds(skew));
        using var failures = new HistoryFailures(monitor, "fill");

        await NotFilled(monitor, failures);

        monitor.Proxmox.Requests.Count("GET", "/cluster/metrics").ShouldBe(0);
    }

    [Fact]
    public async Task A_day_in_the_future_neither_stops_the_roll_up_nor_has_minutes_deleted_before_it()
    {
        await using var monitor = await Start();
        var (store, upkeep) = (monitor.Services.GetRequiredService<IHistoryStore>(), monitor.Services.GetRequiredService<HistoryUpkeep>());
        var now = monitor.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var today = HistoryPeriods.FloorDay(now.ToUnixTimeSeconds());
        var guest = EntityId.Of(new GuestId(MonitorHarness.Name, 100));
        var part = HistoryPart.AllOf(guest)[0];
        await store.AppendAsync(
            MonitorHarness.Name,
            [
                Cpu(guest, today - HistoryPeriods.Day, part),
                Cpu(guest, today + (5 * HistoryPeriods.Day), part) with { Resolution = HistoryResolution.Days },
            ], Stop);

        _store.Fails = true;
        await MonitorHarness.Within(upkeep.Start());
        (await Read(monitor, guest)).ShouldHaveSingleItem("it has not become hours");
        _store.Fails = false;
        await MonitorHarness.Within(upkeep.Start());

        (await Read(monitor, guest, HistoryResolution.Hours)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task That_the_clusters_with_a_history_are_not_known_is_counted()
    {
        await using var monitor = await Start();
        using var failures = new HistoryFailures(monitor, "list");
        _store.FailsToList = true;

        await MonitorHarness.Within(monitor.Services.GetRequiredService<HistoryUpkeep>().Start());

        failures.Count.ShouldBe(1);
    }

    // Three stored minutes, then six in which the monitor does not run.
    private async Task<MonitorHarness> StartWithGap()
    {
        var monitor = await Start();
        for (var minute = 0; minute < 3; minute++) await monitor.Tick(afterSeconds: 60);
        await monitor.Restart(kill: false);
        monitor.Time.Advance(TimeSpan.FromMinutes(6));
        return monitor;
    }

    private async Task NotFilled(MonitorHarness monitor, HistoryFailures failures)
    {
        var tries = _store.Tries;
        await TickAndWaitForFill(monitor);
        await monitor.FinishAny(failures.First);
        (failures.Count, _store.Tries).ShouldBe((1, tries));
    }

    // Most of the delay at once, so that the test need not go through it second by second.
    private static async Task TickAndWaitForFill(MonitorHarness monitor)
    {
        await monitor.Tick();
        monitor.Time.Advance(TimeSpan.FromSeconds(28));
    }

    private Task<MonitorHarness> Start() => MonitorHarness.Start(options: new() { AfterAll = _store.Decorate });

    private static async Task Stored(MonitorHarness monitor) => await monitor.FinishAny(
        monitor.Services.GetRequiredService<HistoryWriter>().Idle);

    private static async Task<List<HistoryBlock>> Read(
        MonitorHarness monitor, EntityId entity, HistoryResolution resolution = HistoryResolution.Minutes)
    {
        var store = monitor.Services.GetRequiredService<IHistoryStore>();
        var blocks = await store.ReadAsync(new(entity.Cluster, resolution, HistoryPart.AllOf(entity), 0, long.MaxValue), Stop);
        return [.. blocks.Select(block => HistoryCodec.Decode(entity.Cluster, block.Payload, entity).ShouldNotBeNull())];
    }

    private static async Task<List<HistoryBlock>> Recent(MonitorHarness monitor, EntityId entity) =>
    [
        .. (await monitor.Grains.Cluster(entity.Cluster).RecentHistory(entity))
            .Select(block => HistoryCodec.Decode(entity.Cluster, block, entity).ShouldNotBeNull()),
    ];

    private static int Minutes(IEnumerable<HistoryBlock> blocks) => blocks.SelectMany(block => block.Series.Values)
        .Sum(series => series[HistoryMetric.Cpu]?.Count(minute => minute.Samples > 0) ?? 0);

    private static StoredBlock Cpu(EntityId entity, long start, int part)
    {
        var series = new HistorySeries(1);
        series.Set(HistoryMetric.Cpu, [new(10, 20, 5)]);
        var block = new HistoryBlock(
            HistoryResolution.Minutes, start, 1, new Dictionary<EntityId, HistorySeries> { [entity] = series });
        return new(HistoryResolution.Minutes, part, start, HistoryCodec.Encode(block));
    }
}

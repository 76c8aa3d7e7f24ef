using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

/// <summary>Guests that the monitor sees for the first time since its start.</summary>
public sealed class FirstSightTests
{
    private const string GuestGrain = "VmGrain";

    [Fact]
    public async Task Guests_with_nothing_to_report_are_stored_without_their_grains()
    {
        await using var monitor = await MonitorHarness.Start(guests: 40);
        await monitor.Tick();

        (await Active(monitor)).ShouldBe(0);
        var guests = monitor.Proxmox.Cluster.Guests.Select(guest => guest.Vmid).ToList();
        (await monitor.Services.GetRequiredService<IGuestStateStore>()
            .FindAsync(MonitorHarness.Name, guests, TestContext.Current.CancellationToken)).Keys.Order().ShouldBe(guests.Order());
    }

    [Fact]
    public async Task After_a_restart_only_guests_that_changed_or_have_something_open_need_their_grains()
    {
        await using var monitor = await MonitorHarness.Start(guests: 40);
        await monitor.Tick();
        var (open, changed) = (monitor.AGuest(), monitor.AGuest(index: 1));
        monitor.Proxmox.Cluster.KillGuest(open);
        await monitor.Tick();

        var restart = monitor.Restart();
        monitor.Proxmox.Cluster.KillGuest(changed);
        await restart;
        await monitor.Tick();

        (await Active(monitor)).ShouldBe(2);
        (await monitor.OpenKeys()).ShouldBe(
            new[] { $"VM_CRASHED:lab/{open}", $"VM_CRASHED:lab/{changed}" }.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_grain_that_was_asked_before_the_first_sight_knows_its_guest_afterwards()
    {
        await using var monitor = await MonitorHarness.Start();
        var vmid = monitor.AGuest();
        (await monitor.Guest(vmid)).ShouldBeNull();

        await monitor.Tick();

        (await monitor.Guest(vmid))!.Status.ShouldBe(GuestStatus.Running);
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{vmid}"]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Guests_that_could_not_be_stored_are_seen_again_with_the_next_poll(bool hangs)
    {
        var broken = new BreakableGuestStates(hangs) { Adds = false };
        await using var monitor = await MonitorHarness.Start(options: new() { AfterAll = broken.Decorate });
        await monitor.Tick();
        var vmid = monitor.AGuest();
        (await monitor.Guest(vmid)).ShouldBeNull();

        broken.Adds = true;
        await monitor.Tick();

        (await monitor.Guest(vmid)).ShouldNotBeNull();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{vmid}"]);
    }

    [Fact]
    public async Task While_guests_cannot_be_stored_the_cluster_is_shown_as_stale()
    {
        var broken = new BreakableGuestStates { Adds = false };
        await using var monitor = await MonitorHarness.Start(options: new() { AfterAll = broken.Decorate });
        for (var i = 0; i < 5; i++) await monitor.Tick();

        (await monitor.Everything()).Header.State.ShouldBe(PollState.Stale);
    }

    [Fact]
    public async Task A_claim_from_before_the_cluster_s_grain_began_anew_is_not_the_first_of_two_rows_in_a_row()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();
        var running = (await monitor.Everything()).Guests.First(guest => guest.Sample.Vmid == vmid).Sample;
        var start = monitor.Time.GetUtcNow();

        (await Claim(at: 0, watchedSince: 0)).Settled.ShouldBeFalse();
        (await Claim(at: 24, watchedSince: 12)).Settled.ShouldBeFalse();
        (await Claim(at: 48, watchedSince: 12)).Settled.ShouldBeTrue();

        Task<GuestOutcome> Claim(int at, int watchedSince) => monitor.Grains.Guest(new(MonitorHarness.Name, vmid)).Observe(
            new(running with { Status = GuestStatus.Stopped, Uptime = 0 }, start.AddSeconds(at), NodeStatus.Online,
                Crowded: true, start.AddSeconds(at - 12))
            {
                WatchedSince = start.AddSeconds(watchedSince),
            },
            release: false);
    }

    [Theory]
    [InlineData(GuestStatus.Running, NodeStatus.Online, false)]
    [InlineData(GuestStatus.Stopped, NodeStatus.Online, false)]
    [InlineData(GuestStatus.Stopped, NodeStatus.Online, true)]
    [InlineData(GuestStatus.Paused, NodeStatus.Online, false)]
    [InlineData(GuestStatus.Running, NodeStatus.Offline, false)]
    [InlineData(GuestStatus.Running, NodeStatus.Unknown, false)]
    public async Task A_first_row_leads_to_the_same_state_with_and_without_the_grain(GuestStatus status, NodeStatus node, bool template)
    {
        await using var monitor = await MonitorHarness.Start();
        var guest = new GuestId(MonitorHarness.Name, 9001);
        var row = new GuestSample
        {
            Vmid = guest.Vmid,
            Kind = GuestKind.Vm,
            Status = status,
            Node = "pve1",
            Name = "new",
            Template = template,
        };
        var at = monitor.Time.GetUtcNow();
        var observation = new GuestObservation(row, at, node, Crowded: false, at.AddSeconds(-12));

        await monitor.Grains.Guest(guest).Observe(observation, release: false);

        var state = (await monitor.Guest(guest.Vmid))!;
        QuietGuest.Observe(guest, null, observation, RuleSet.Default).ShouldNotBeNull()
            .ShouldBe(state with { Ledger = ConditionLedger.Empty });
        state.Ledger.Active.ShouldBeEmpty();
    }

    private static async Task<int> Active(MonitorHarness monitor) =>
        (await monitor.Grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics())
        .Where(grain => grain.GrainType.Contains(GuestGrain, StringComparison.Ordinal)).Sum(grain => grain.ActivationCount);
}

using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Grains.Guests;

namespace OrleansMonitor.Grains.Tests.Clusters;

/// <summary>Which rows a guest's grain need not look at.</summary>
public sealed class QuietGuestTests
{
    private static readonly GuestId Guest = new(ClusterName.Parse("lab"), 100);
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
    private static readonly GuestSample Row = new()
    {
        Vmid = 100,
        Kind = GuestKind.Vm,
        Status = GuestStatus.Running,
        Node = "pve1",
        Name = "web",
        Uptime = 86_400,
    };

    private static readonly GuestSample DownRow = Row with { Status = GuestStatus.Stopped, Uptime = null };

    private static readonly GuestState Known = Observe(null, Seen(Row))!;

    [Fact]
    public void A_new_guest_is_known_by_its_row() =>
        (Known.Status, Known.Node, Known.Name, Known.KnownSince).ShouldBe((GuestStatus.Running, "pve1", "web", Now));

    [Fact]
    public void A_row_that_says_what_is_stored_changes_nothing() => Observe(Known, Seen(Row, minutes: 60)).ShouldBe(Known);

    [Fact]
    public void A_stopped_guest_that_stays_stopped_is_quiet()
    {
        var stopped = Observe(null, Seen(DownRow))!;
        Observe(stopped, Seen(DownRow, minutes: 60)).ShouldBe(stopped);
    }

    [Fact]
    public void A_row_of_a_node_that_is_away_is_no_evidence() =>
        Observe(null, Seen(Row) with { NodeStatus = NodeStatus.Offline })!.Status.ShouldBe(GuestStatus.Unknown);

    [Fact]
    public void A_stop_needs_the_grain() => NeedsGrain(Known, Seen(DownRow, minutes: 1));

    [Fact]
    public void A_later_run_needs_the_grain() =>
        NeedsGrain(Known, Seen(Row with { Uptime = 60 }, minutes: 60) with { RunSince = Now.AddMinutes(59) });

    [Fact]
    public void A_move_needs_the_grain_because_it_is_reported() => NeedsGrain(Known, Seen(Row with { Node = "pve2" }));

    [Fact]
    public void Another_kind_of_guest_under_the_same_id_is_not_taken_for_the_stored_one() =>
        Observe(Known, Seen(Row with { Kind = GuestKind.Container })).ShouldNotBe(Known);

    [Theory, InlineData("backup"), InlineData("migrate")]
    public void A_lock_needs_the_grain_because_it_is_checked_again(string held)
    {
        NeedsGrain(null, Seen(Row with { Lock = held }));
        NeedsGrain(Known, Seen(Row with { Lock = held }));
    }

    [Fact]
    public void A_figure_above_its_limit_needs_the_grain() =>
        NeedsGrain(null, Seen(Row with { Kind = GuestKind.Container, Disk = 99, MaxDisk = 100 }));

    [Fact]
    public void An_active_condition_needs_the_grain()
    {
        var ledger = ConditionLedger.Empty.Apply(
            new(ConditionType.HaError, EntityId.Of(Guest), Presence.Present, Severity.Error, "t", "r"), Now);
        NeedsGrain(Known with { Ledger = ledger.Delivered() }, Seen(Row with { HaState = "error" }));
    }

    [Fact]
    public void A_finding_that_was_not_delivered_needs_the_grain()
    {
        var change = new StateChange(EntityId.Of(Guest), "status", "stopped", "running", "r");
        NeedsGrain(Known with { Ledger = ConditionLedger.Empty.Report(change, Severity.Info, "t", "pve1", Now) }, Seen(Row));
    }

    [Fact]
    public void A_guest_that_is_to_come_back_needs_the_grain()
    {
        var stopped = Stopped(new StopCause(StopCauseKind.StoppedByUser, "root@pam", null, "it reboots") { Return = ReturnKind.Reboot });
        NeedsGrain(stopped, Seen(DownRow));
    }

    [Fact]
    public void A_stop_whose_cause_could_not_be_read_needs_the_grain()
    {
        var stopped = Stopped(new StopCause(StopCauseKind.Unknown, null, null, "its node does not answer"));
        NeedsGrain(stopped, Seen(DownRow, minutes: 1));
    }

    private static GuestState Stopped(StopCause cause) => Known with
    {
        Status = GuestStatus.Stopped,
        LastStop = new(cause, false, "r"),
    };

    private static GuestObservation Seen(GuestSample row, int minutes = 0) =>
        new(row, Now.AddMinutes(minutes), NodeStatus.Online, false, Now.AddMinutes(minutes - 1)) { RunSince = Now.AddDays(-1) };

    private static GuestState? Observe(GuestState? stored, GuestObservation seen) =>
        QuietGuest.Observe(Guest, stored, seen, RuleSet.Default);

    private static void NeedsGrain(GuestState? stored, GuestObservation seen) => Observe(stored, seen).ShouldBeNull();
}

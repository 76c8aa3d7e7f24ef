using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>A restart between two polls shows in the uptime only.</summary>
public sealed class GuestRestartTests
{
    private static readonly RestartFinding Reboot =
        new(new(StopCauseKind.StoppedByUser, "anna@pve", "UPID:x", "qmreboot by anna@pve"), "qmreboot by anna@pve");

    [Fact]
    public void An_uptime_that_fell_is_told_once_with_its_cause()
    {
        var seen = Seen(uptime: 5, at: 3600);
        GuestRestarts.IsClaimed(Running(), seen).ShouldBeTrue();

        var verdict = GuestTracker.Observe(Given.Guest, Running(), seen, Live(5), Inquiry.None with { Restart = Reboot });

        var told = verdict.State.Ledger.Outbox.ShouldHaveSingleItem();
        told.Title.ShouldBe("VM web (100) was restarted (stopped_by_user)");
        told.Details["by"].ShouldBe("anna@pve");
        GuestRestarts.IsClaimed(verdict.State, Seen(uptime: 17, at: 3612)).ShouldBeFalse();
    }

    [Fact]
    public void A_row_that_flips_back_is_no_restart() =>
        GuestTracker.Observe(Given.Guest, Running(), Seen(uptime: 5, at: 3600), Live(90_000), Inquiry.None with { Restart = Reboot }).State
        .ShouldBeSameAs(Running());

    [Fact]
    public void A_clock_that_was_set_while_the_monitor_was_away_makes_no_restart()
    {
        var seen = Seen(uptime: 100_000, at: 20_000) with { LastGoodAt = Given.At(3600) };

        GuestRestarts.IsClaimed(Running(), seen).ShouldBeFalse();
    }

    [Fact]
    public void A_run_whose_first_rows_had_no_uptime_is_the_run_that_ends_though_its_begin_is_no_news_any_more()
    {
        var seen = Seen(uptime: 60, at: 3600) with { LastGoodAt = Given.At(3588) };

        var verdict = GuestTracker.Observe(Given.Guest, Running(), seen, Live(60), Inquiry.None);

        verdict.State.Ledger.Outbox.ShouldBeEmpty();
        verdict.State.RunSince.ShouldBe(Given.At(3540));
    }

    [Fact]
    public void A_move_to_another_node_is_told_as_a_move_only()
    {
        var verdict = GuestTracker.Observe(
            Given.Guest, Running(), Seen(uptime: 5, at: 3600), Live(5),
            Inquiry.None with { Restart = new(Reboot.Cause with { Kind = StopCauseKind.Migration }, "qmigrate") });

        verdict.State.Ledger.Outbox.ShouldBeEmpty();
        verdict.State.RunSince.ShouldBe(Given.At(3595));
    }

    [Fact]
    public void A_row_that_stands_still_is_no_restart_however_long_it_does()
    {
        var builder = Snapshot(ClusterSnapshot.Empty, uptime: 20, at: 0);
        for (var at = 12; at < 600; at += 12)
        {
            var diff = Snapshot(builder.Next, uptime: 20, at);
            diff.Changes.ShouldAllBe(delta => !delta.Change.HasFlag(GuestChange.Restart));
            builder = diff;
        }
    }

    [Fact]
    public void Property_of_any_run_of_rows_each_restart_is_noticed_once_and_nothing_else_is() => Gen.Select(
        Gen.Int[60, 100_000], Gen.Int[0, 14].List[3, 30], Gen.Int[1, 29]).Sample((uptime, ages, when) =>
    {
        var restart = Math.Min(when, ages.Count - 1) * 12;
        var snapshot = ClusterSnapshot.Empty;
        var noticed = 0;
        for (var i = 0; i < ages.Count; i++)
        {
            var at = i * 12;
            var row = at - ages[i];
            var up = row > restart ? row - restart : uptime + row;
            if (up <= 0) continue;
            var diff = Snapshot(snapshot, up, at);
            noticed += diff.Changes.Count(delta => delta.Change.HasFlag(GuestChange.Restart));
            snapshot = diff.Next;
        }

        // The caches of Proxmox may show an old row once more, or one older than the row before (api-facts §2).
        var backwards = ages.Zip(ages.Skip(1)).Count(pair => pair.Second > pair.First + 12);
        noticed.ShouldBeLessThanOrEqualTo(2 + backwards);
        if (ages.Count * 12 > restart + 48) noticed.ShouldBeGreaterThanOrEqualTo(1);
    });

    private static GuestState Known { get; } = Given.Running() with { RunSince = Given.At(-86_400) };

    private static GuestState Running() => Known;

    private static Confirmation Live(long uptime) => Confirmation.Of(new() { Status = GuestStatus.Running, Uptime = uptime });

    private static GuestObservation Seen(long uptime, double at) =>
        Given.Seen(Given.Row(GuestStatus.Running) with { Uptime = uptime }, at) with { RunSince = Given.At(at - uptime) };

    private static SnapshotDiff Snapshot(ClusterSnapshot before, long uptime, double at)
    {
        var builder = new SnapshotBuilder(before, RuleSet.Default, Given.At(at));
        builder.Guest(Given.Row(GuestStatus.Running) with { Uptime = uptime });
        return builder.Build();
    }
}

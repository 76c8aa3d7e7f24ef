using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Snapshots;

/// <summary>What is believed of a cluster, and whose fault it is, by the age of its polls.</summary>
public sealed class PollAgeTests
{
    private static readonly TimeSpan Limit = PollAge.Limit(TimeSpan.FromSeconds(12));

    [Theory]
    [InlineData(1, 10)]
    [InlineData(12, 36)]
    [InlineData(1800, 5400)]
    public void What_was_seen_is_stale_after_three_periods_and_never_before_Proxmox_has_published_anew(int period, int limit) =>
        PollAge.Limit(TimeSpan.FromSeconds(period)).ShouldBe(TimeSpan.FromSeconds(limit));

    [Theory]
    [InlineData(PollState.Ok, 36, 36, PollState.Ok)]
    [InlineData(PollState.Ok, 37, 37, PollState.Stale)]
    [InlineData(PollState.Ok, 37, 1, PollState.Stale)]
    [InlineData(PollState.Blind, 37, 1, PollState.Stale)]
    [InlineData(PollState.Failing, 37, 1, PollState.Failing)]
    [InlineData(PollState.Unreachable, 600, 1, PollState.Unreachable)]
    [InlineData(PollState.Unreachable, 600, 37, PollState.Stale)]
    public void A_state_is_believed_as_long_as_polls_bear_it_out(PollState told, int applied, int concluded, PollState shown)
    {
        var header = (ClusterHeader.Waiting with { State = told, LastPollAt = DateTimeOffset.UnixEpoch })
            .AsOf(Age(applied, concluded), Limit);
        header.State.ShouldBe(shown);
        if (shown == PollState.Stale) header.FreshnessOn(NodeStatus.Online).ShouldBe(Freshness.Stale);
    }

    [Theory]
    [InlineData(10, 10, null, Presence.Absent)]
    [InlineData(40, 10, null, Presence.Absent)]
    [InlineData(null, 10, null, Presence.Absent)]
    [InlineData(40, 40, null, Presence.Present)]
    [InlineData(40, 40, 59, Presence.Unknown)]
    [InlineData(80, 80, 60, Presence.Present)]
    [InlineData(null, null, null, Presence.Unknown)]
    [InlineData(null, 40, null, Presence.Present)]
    public void Only_polls_that_come_to_no_end_are_the_monitors_fault(int? applied, int? concluded, int? asking, Presence presence) =>
        BlindnessChecks.Judge(Age(applied, concluded) with { Asking = asking is { } s ? TimeSpan.FromSeconds(s) : null }, Limit)
        .ShouldBe(presence);

    [Theory]
    [InlineData(119, Presence.Unknown)]
    [InlineData(121, Presence.Present)]
    public void The_first_poll_has_two_minutes(int watched, Presence presence) =>
        BlindnessChecks.Judge(new() { Watched = TimeSpan.FromSeconds(watched) }, Limit).ShouldBe(presence);

    [Fact]
    public void A_machine_that_is_slow_for_some_short_periods_is_no_alarm() =>
        BlindnessChecks.Limit(TierSettings.Default with { Critical = TimeSpan.FromSeconds(1) }, Tier.Critical)
        .ShouldBe(TimeSpan.FromSeconds(30));

    private static PollAge Age(int? applied, int? concluded) =>
        new() { Applied = Seconds(applied), Concluded = Seconds(concluded), Watched = TimeSpan.FromSeconds(100) };

    private static TimeSpan? Seconds(int? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;
}

using System.Collections.Immutable;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Snapshots;

/// <summary>A node that was not seen well when the monitor watched last was seen well longer ago than the others.</summary>
public sealed class LastWatchTests
{
    private static readonly NodeSample Row = new() { Node = "pve1", Status = NodeStatus.Online, Uptime = 5000 };
    private static readonly NodePulse Moved = NodePulse.Update(NodePulse.Update(null, Row, Given.Start), Row with { Uptime = 5012 },
        Given.At(12));

    [Fact]
    public void A_node_whose_data_moves_is_watched() => Unwatched(Moved, new()).ShouldBeEmpty();

    [Fact]
    public void One_that_froze_under_the_monitors_eyes_was_good_until_then() =>
        Unwatched(Still(Moved), new())["pve1"].ShouldBe(Given.At(12));

    [Theory, InlineData(true), InlineData(false)]
    public void One_that_was_never_seen_to_move_was_good_when_the_record_says_so(bool recorded)
    {
        var state = new ClusterState { SeenAt = Given.At(-600) };
        if (recorded) state = state with { GoodAt = state.GoodAt.Add("pve1", Given.At(-4000)) };
        var never = Still(NodePulse.Update(null, Row, Given.Start));

        Unwatched(never, state)["pve1"].ShouldBe(recorded ? Given.At(-4000) : Given.At(-600));
    }

    [Fact]
    public void Nothing_is_claimed_where_nothing_is_on_record() =>
    Unwatched(NodePulse.Update(null, Row, Given.Start), new()).ShouldBeEmpty();

    [Theory, InlineData("pve1", -4000), InlineData("pve2", -600)]
    public void Both_follow_a_clock_that_was_set(string node, double good)
    {
        var state = new ClusterState
        {
            SeenAt = Given.At(-600),
            GoodAt = ImmutableDictionary<string, DateTimeOffset>.Empty.Add("pve1",
            Given.At(-4000))
        };

        LastWatch.Of(state, state.SeenAt).Of(node).ShouldBe(Given.At(good));
        LastWatch.Of(state, state.SeenAt.AddHours(1)).Of(node).ShouldBe(Given.At(good + 3600));
        LastWatch.Of(state, default).Of(node).ShouldBe(default);
    }

    private static NodePulse Still(NodePulse pulse)
    {
        var still = pulse;
        for (var at = 24; at < 600; at += 12) still = NodePulse.Update(still, Row with { Uptime = pulse.Uptime }, Given.At(at));
        still.Frozen.ShouldBeTrue();
        return still;
    }

    private static ImmutableDictionary<string, DateTimeOffset> Unwatched(NodePulse pulse, ClusterState state) =>
        LastWatch.Unwatched(state, new(Given.At(600), [], [new(Row, Given.At(600), [], pulse)], []));
}

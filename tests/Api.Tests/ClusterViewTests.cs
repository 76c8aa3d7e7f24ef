using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Guests;
using OrleansMonitor.Api.Nodes;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Api.Tests;

/// <summary>The copy of a cluster that an API host shows, while the cluster comes to another silo.</summary>
public sealed class ClusterViewTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClusterHeader Ok = new() { State = PollState.Ok, Reason = "it answers", LastPollAt = Start, Silo = "silo1" };

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(36);
    private readonly FakeTimeProvider _time = new(Start);
    private readonly ClusterView _view;

    public ClusterViewTests() => _view = new(ClusterName.Parse("lab"), Limit, () => "the last tick failed: X", _time);

    [Fact]
    public void What_was_seen_last_stays_until_the_new_silo_has_polled()
    {
        _view.Apply(Seen(Ok, 100, 101));
        _view.Apply(Unseen(ClusterHeader.Waiting with { Silo = "silo2" }));

        _view.Guests().Select(entry => entry.Sample.Vmid).ShouldBe([100, 101]);
        _view.Nodes.Length.ShouldBe(1);
        _view.Tally.Guests.ShouldBe(2);
        _view.Header.Silo.ShouldBe("silo2");
        _view.Header.LastPollAt.ShouldBe(Start);
        _view.Header.FreshnessOn(_view.Nodes[0]).ShouldBe(Freshness.Unknown);
    }

    [Fact]
    public void A_first_poll_that_fails_changes_what_is_believed_and_takes_nothing_away()
    {
        _view.Apply(Seen(Ok, 100));
        _view.Apply(Unseen(ClusterHeader.Waiting));
        _view.Apply(Unseen(Ok with { State = PollState.Failing, LastPollAt = null }) with { Full = false });

        _view.Guests().Count.ShouldBe(1);
        _view.Header.FreshnessOn(_view.Nodes[0]).ShouldBe(Freshness.Stale);
    }

    [Fact]
    public void Guests_that_went_meanwhile_go_with_the_first_poll()
    {
        _view.Apply(Seen(Ok, 100, 101));
        _view.Apply(Unseen(ClusterHeader.Waiting));
        var subscriber = _view.Subscribe();
        subscriber.Drain();
        _view.Apply(Seen(Ok with { Silo = "silo2" }, 101, 102));

        _view.Guests().Select(entry => entry.Sample.Vmid).ShouldBe([101, 102]);
        _view.Tally.Guests.ShouldBe(2);
        subscriber.Drain().ShouldBe([100, 101, 102], ignoreOrder: true);
    }

    [Fact]
    public void Every_word_of_freshness_is_the_age_of_the_last_applied_poll_whatever_is_told_meanwhile()
    {
        _view.Apply(Seen(Applied(0), 100));
        Describe().ShouldAllBe(word => word.Value == "fresh");
        var subscriber = _view.Subscribe();
        subscriber.Drain();

        // What is told without a poll renews nothing: the important tier judges, followers begin again.
        _time.Advance(TimeSpan.FromSeconds(24));
        _view.Apply(Seen(Applied(24), 100) with { Full = false });
        _time.Advance(TimeSpan.FromSeconds(12));
        Describe().ShouldAllBe(word => word.Value == "fresh", "three periods are the limit");
        subscriber.Drain();
        _view.Refresh().ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(12));
        Describe().ShouldAllBe(word => word.Value == "stale");
        var cluster = ClusterDto.Of(_view);
        (cluster.State, cluster.PollAgeSeconds).ShouldBe(("stale", 48));
        cluster.Reason.ShouldBe("last poll applied 48 seconds ago because the last tick failed: X");
        _view.Refresh().ShouldBeTrue();
        subscriber.Drain().ShouldBe([100]);
        _view.Refresh().ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(5));
        _view.Refresh().ShouldBeTrue("how old it is goes on");

        _view.Apply(Seen(Applied(0), 100) with { Full = false });
        Describe().ShouldAllBe(word => word.Value == "fresh");
        subscriber.Drain().ShouldBe([100]);
    }

    [Fact]
    public void Every_shape_that_has_a_word_of_freshness_is_looked_at_here()
    {
        _view.Apply(Seen(Applied(0), 100));
        var shapes = typeof(ClusterDto).Assembly.GetTypes().Where(type => type.GetProperty("Freshness")?.PropertyType == typeof(string))
            .Select(type => type.Name);

        // Those of explain are judged by the cluster's grain, which answers or not (BlindnessTests).
        shapes.ShouldBe([.. Describe().Keys, "ExplanationDto", "RuleDto", "SampleDto"], ignoreOrder: true);
    }

    [Fact]
    public void A_cluster_whose_grain_never_answered_is_not_known_and_says_for_how_long()
    {
        _time.Advance(TimeSpan.FromSeconds(48));
        var cluster = ClusterDto.Of(_view);
        (cluster.State, cluster.Freshness).ShouldBe(("waiting", "unknown"));
        cluster.Reason.ShouldBe("no poll applied in the 48 seconds since it is watched because the last tick failed: X");
    }

    [Fact]
    public void A_cluster_that_does_not_answer_stays_that_as_long_as_it_is_asked()
    {
        _view.Apply(Seen(Applied(0), 100));
        _time.Advance(TimeSpan.FromSeconds(120));
        _view.Apply(
            Seen(Ok with
            {
                State = PollState.Unreachable,
                Age = new() { Applied = TimeSpan.FromSeconds(120), Concluded = TimeSpan.Zero }
            }, 100) with
            { Full = false });
        ClusterDto.Of(_view).State.ShouldBe("unreachable");

        _time.Advance(TimeSpan.FromSeconds(48));
        ClusterDto.Of(_view).State.ShouldBe("stale", "nobody asks any more");
    }

    private Dictionary<string, string> Describe() => new()
    {
        [nameof(ClusterDto)] = ClusterDto.Of(_view).Freshness,
        [nameof(NodeDto)] = NodeDto.Of(_view, _view.Nodes[0]).Freshness,
        [nameof(GuestDto)] = GuestDto.Of(_view, _view.Guest(100)!).Freshness,
    };

    private static ClusterHeader Applied(double ago) =>
        Ok with { Age = new() { Applied = TimeSpan.FromSeconds(ago), Concluded = TimeSpan.FromSeconds(ago) } };

    private static ClusterDelta Unseen(ClusterHeader header) => new(1, Full: true, header, [], [], [], []);

    private static ClusterDelta Seen(ClusterHeader header, params int[] vmids) => new(
        1, Full: true, header, [.. vmids.Select(Guest)], [],
        [new(new() { Node = "pve1", Status = NodeStatus.Online }, Start, [], default)], []);

    private static GuestEntry Guest(int vmid) =>
        new(new() { Vmid = vmid, Kind = GuestKind.Vm, Node = "pve1", Status = GuestStatus.Running }, Start, []);
}

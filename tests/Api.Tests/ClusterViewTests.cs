using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Live;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Api.Tests;

/// <summary>The copy of a cluster that an API host shows, while the cluster comes to another silo.</summary>
public sealed class ClusterViewTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClusterHeader Ok = new() { State = ClusterReach.Ok, Reason = "it answers", LastPollAt = Start, Silo = "silo1" };

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
        _view.Apply(Unseen(Ok with { State = ClusterReach.Failing, LastPollAt = null }) with { Full = false });

        _view.Guests().Count.ShouldBe(1);
        _view.Header.FreshnessOn(_view.Nodes[0]).ShouldBe(Freshness.Stale);
    }

    [Fact]
    public void Guests_that_went_meanwhile_go_with_the_first_poll()
    {
        _view.Apply(Seen(Ok, 100, 101));
        _view.Apply(Unseen(ClusterHeader.Waiting));
        var subscriber = _view.Subscribe();
        subscriber.Take();
        _view.Apply(Seen(Ok with { Silo = "silo2" }, 101, 102));

        _view.Guests().Select(entry => entry.Sample.Vmid).ShouldBe([101, 102]);
        _view.Tally.Guests.ShouldBe(2);
        subscriber.Take().ShouldBe([100, 101, 102], ignoreOrder: true);
    }

    private static ClusterDelta Unseen(ClusterHeader header) => new(1, Full: true, header, [], [], [], []);

    private static ClusterDelta Seen(ClusterHeader header, params int[] vmids) => new(
        1, Full: true, header, [.. vmids.Select(Guest)], [], [new(new() { Node = "pve1", Status = NodeStatus.Online }, Start, [], default)], []);

    private static GuestEntry Guest(int vmid) => new(new() { Vmid = vmid, Kind = GuestKind.Vm, Node = "pve1", Status = GuestStatus.Running }, Start, []);
}

using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Tests.Clusters;

public sealed class MissingGuestsTests
{
    private readonly MissingGuests _missing = new();

    [Fact]
    public void A_guest_is_asked_for_now_and_then_however_long_it_is_missing()
    {
        Ask(polls: 2, sees: true).ShouldBe(1);
        Ask(polls: 3, sees: true).ShouldBe(0);
        Ask(polls: 5, sees: true).ShouldBe(1);
        Ask(polls: 101, sees: true).ShouldBe(0);
        Ask(polls: 200, sees: true).ShouldBe(1);
    }

    [Fact]
    public void One_that_could_not_be_asked_for_is_asked_for_as_soon_as_it_can_be()
    {
        Ask(polls: 2, sees: false).ShouldBe(1);
        Ask(polls: 3, sees: false).ShouldBe(0);
        Ask(polls: 61, sees: true).ShouldBe(1, "the token has its privilege again, or the node is back");
        Ask(polls: 62, sees: true).ShouldBe(0);
    }

    [Fact]
    public void One_whose_node_did_not_answer_is_asked_for_again_soon()
    {
        Ask(polls: 30, sees: true, answered: false).ShouldBe(1);
        Ask(polls: 31, sees: true).ShouldBe(0, "each request may wait for its timeout");
        Ask(polls: 35, sees: true).ShouldBe(1);
        Ask(polls: 40, sees: true).ShouldBe(0, "it answered");
    }

    private int Ask(int polls, bool sees, bool answered = true)
    {
        GuestEntry entry = new(new() { Vmid = 100, Node = "pve1", Kind = GuestKind.Vm, Status = GuestStatus.Running }, default, [], polls);
        _missing.Add([entry]);
        var asked = _missing.Take([entry], most: 8, _ => sees);
        foreach (var one in asked) _missing.Remove(one.Sample.Vmid, sees, answered);
        return asked.Count;
    }
}

using OrleansMonitor.Api.Live;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Tests;

public sealed class EventRingTests
{
    private readonly EventRing _ring = new(4);

    [Theory]
    [InlineData(6, new long[] { 7, 8, 9, 10 })]
    [InlineData(7, new long[] { 8, 9, 10 })]
    [InlineData(9, new long[] { 10 })]
    [InlineData(10, new long[0])]
    [InlineData(long.MaxValue, new long[0])]
    public void It_has_what_comes_after_a_sequence(long after, long[] expected)
    {
        Add(1, 10);

        _ring.After(after).Events.ShouldNotBeNull().Select(e => e.Sequence).ShouldBe(expected);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    [InlineData(-1)]
    public void It_sends_to_the_store_for_what_it_lost(long after)
    {
        Add(1, 10);

        _ring.After(after).Events.ShouldBeNull();
    }

    [Fact]
    public void What_it_has_not_followed_is_in_the_store()
    {
        _ring.StartAfter(5);

        _ring.After(4).Events.ShouldBeNull();
        _ring.After(5).Events.ShouldNotBeNull().ShouldBeEmpty();
    }

    [Fact]
    public void What_comes_twice_is_kept_once()
    {
        Add(1, 3);
        Add(2, 4);

        _ring.After(1).Events.ShouldNotBeNull().Select(e => e.Sequence).ShouldBe([2, 3, 4]);
    }

    [Fact]
    public void Who_has_everything_is_rung_at_the_next_event()
    {
        Add(1, 3);
        var more = _ring.After(3).More;
        more.IsCompleted.ShouldBeFalse();

        Add(4, 4);

        more.IsCompleted.ShouldBeTrue();
    }

    private void Add(int first, int last) => _ring.Add([.. Enumerable.Range(first, last - first + 1).Select(sequence => new MonitorEvent
    {
        Sequence = sequence, Id = $"{sequence}", Timestamp = default, Type = EventType.System, Severity = Severity.Info,
        Source = EventSource.Monitor, Title = "", Message = "",
    })]);
}

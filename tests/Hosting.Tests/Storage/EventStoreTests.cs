using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Hosting.Tests.Storage;

/// <summary>What every database must do with events.</summary>
public abstract class EventStoreTests(IStorageUnderTest storage) : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_comes_back_as_it_was_stored_also_after_a_restart()
    {
        var stored = (await storage.Events.AppendAsync([Rows.Event(1)], Stop)).Single();
        storage.Reopen();
        var read = (await storage.Events.ReadAfterAsync(0, 10, Stop)).Single();
        read.Details.ShouldBe(Rows.Event(1).Details, ignoreOrder: true);
        (read with { Details = stored.Details }).ShouldBe(stored);
    }

    [Fact]
    public async Task An_event_may_have_nothing_but_what_it_needs()
    {
        var bare = new MonitorEvent
        {
            Id = "b",
            Timestamp = Rows.Noon,
            Type = EventType.System,
            Severity = Severity.Info,
            Source = "user",
            Title = "",
            Message = ""
        };
        await storage.Events.AppendAsync([bare], Stop);
        var read = (await storage.Events.ReadAfterAsync(0, 10, Stop)).Single();
        read.Details.ShouldBeEmpty();
        (read with { Details = bare.Details }).ShouldBe(bare with { Sequence = read.Sequence });
    }

    [Fact]
    public async Task A_call_keeps_its_order_and_later_calls_come_after_it()
    {
        var first = await storage.Events.AppendAsync([Rows.Event(3), Rows.Event(1), Rows.Event(2)], Stop);
        var second = await storage.Events.AppendAsync([Rows.Event(0)], Stop);
        first.Select(stored => stored.Id).ShouldBe(["event-3", "event-1", "event-2"]);
        first.Concat(second).Select(stored => stored.Sequence).ShouldBeInOrder();
        (await storage.Events.ReadAfterAsync(0, 10, Stop)).Select(stored => stored.Id)
            .ShouldBe(["event-3", "event-1", "event-2", "event-0"]);
    }

    [Fact]
    public async Task A_known_id_is_answered_with_the_sequence_that_it_has_and_not_stored_again()
    {
        var first = await storage.Events.AppendAsync([Rows.Event(1), Rows.Event(2)], Stop);
        var again = await storage.Events.AppendAsync([Rows.Event(3), Rows.Event(1), Rows.Event(3)], Stop);
        again[1].Sequence.ShouldBe(first[0].Sequence);
        again[2].Sequence.ShouldBe(again[0].Sequence);
        (await storage.Events.ReadAfterAsync(0, 10, Stop)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_known_or_fails_uses_up_no_sequence()
    {
        await storage.Events.AppendAsync([Rows.Event(1), Rows.Event(1)], Stop);
        await storage.Events.AppendAsync([Rows.Event(1), Rows.Event(2), Rows.Event(1)], Stop);
        await Should.ThrowAsync<Exception>(storage.Events.AppendAsync([Rows.Event(3), Rows.Event(4) with { Title = null! }], Stop));
        await storage.Events.AppendAsync([Rows.Event(2), Rows.Event(5)], Stop);
        (await storage.Events.ReadAfterAsync(0, 10, Stop)).Select(read => (read.Sequence, read.Id))
            .ShouldBe([(1, "event-1"), (2, "event-2"), (3, "event-5")]);
    }

    [Fact]
    public async Task Reading_goes_on_after_a_sequence_and_stops_at_the_limit()
    {
        var stored = await storage.Events.AppendAsync([.. Enumerable.Range(1, 5).Select(Rows.Event)], Stop);
        (await storage.Events.ReadAfterAsync(stored[1].Sequence, 2, Stop)).Select(read => read.Id).ShouldBe(["event-3", "event-4"]);
        (await storage.Events.ReadAfterAsync(stored[4].Sequence, 2, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_last_sequence_is_0_at_first_and_then_the_greatest()
    {
        (await storage.Events.LastSequenceAsync(Stop)).ShouldBe(0);
        var stored = await storage.Events.AppendAsync([Rows.Event(1), Rows.Event(2)], Stop);
        (await storage.Events.LastSequenceAsync(Stop)).ShouldBe(stored[1].Sequence);
    }

    [Fact]
    public async Task Sequences_are_never_given_again_after_a_clean_up_of_all_and_a_restart()
    {
        var last = (await storage.Events.AppendAsync([Rows.Event(1), Rows.Event(2)], Stop))[1].Sequence;
        (await storage.Events.CleanUpAsync(Rows.Noon.AddDays(1), Stop)).ShouldBe(2);
        storage.Reopen();
        (await storage.Events.LastSequenceAsync(Stop)).ShouldBe(last);
        (await storage.Events.AppendAsync([Rows.Event(3)], Stop)).Single().Sequence.ShouldBeGreaterThan(last);
    }

    [Fact]
    public async Task Clean_up_takes_what_is_older_and_leaves_the_instant_itself()
    {
        await storage.Events.AppendAsync([.. Enumerable.Range(1, 4).Select(Rows.Event)], Stop);
        (await storage.Events.CleanUpAsync(Rows.Noon.AddSeconds(3), Stop)).ShouldBe(2);
        (await storage.Events.ReadAfterAsync(0, 10, Stop)).Select(read => read.Id).ShouldBe(["event-3", "event-4"]);
    }

    [Fact]
    public async Task A_reader_beside_many_writers_sees_each_sequence_once_and_in_order()
    {
        const int writers = 8, calls = 50;
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < calls; i++) await storage.Events.AppendAsync([Rows.Event((writer * calls) + i)], Stop);
        })));

        var seen = new List<MonitorEvent>();
        bool more;
        do
        {
            var wasOver = writing.IsCompleted;
            var read = await storage.Events.ReadAfterAsync(seen.Count == 0 ? 0 : seen[^1].Sequence, 100, Stop);
            seen.AddRange(read);
            more = !wasOver || read.Count > 0;
        }
        while (more);

        await writing;
        seen.Select(read => read.Id).Distinct().Count().ShouldBe(writers * calls);
        seen.Count.ShouldBe(writers * calls);
    }

    public void Dispose()
    {
        storage.Dispose();
        GC.SuppressFinalize(this);
    }
}

using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Domain.Tests.Time;

public sealed class ClockStepTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-7200, true, false, "The clock of mon was set back by 2 hours", "36 s an hour")]
    [InlineData(60.2, true, false, "The clock of mon was set forward by 1 minute", "36 s an hour")]
    [InlineData(31_536_000, false, false, "The clock of mon was set forward by 365 days", "by the old clock until it is started again")]
    [InlineData(-10, true, true, "The clock of mon is 10 seconds behind the time on record", "36 s an hour")]
    [InlineData(-31_536_000, false, true, "The clock of mon is 365 days behind the time on record",
        "counts as if it had happened at the start")]
    [InlineData(31_536_000, false, true, "The clock of mon is 365 days ahead of the time on record", "may end early")]
    public void Its_event_says_what_moved_and_what_follows(double seconds, bool followed, bool atStart, string title, string consequence)
    {
        var told = new ClockStep(TimeSpan.FromSeconds(seconds), At, At, followed) { Start = atStart ? At : null }.Event("mon");
        (told.Title, told.Type, told.Timestamp, told.Cluster).ShouldBe((title, EventType.System, At, null));
        told.Message.ShouldContain(consequence);
    }
}

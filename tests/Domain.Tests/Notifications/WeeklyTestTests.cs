using System.Globalization;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>When a destination is tested, by the clock of its zone.</summary>
public sealed class WeeklyTestTests
{
    private static readonly WeeklyTest Sunday = new(
        DayOfWeek.Sunday, new(2, 30), TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna"));

    [Theory]
    [InlineData("2026-03-22T01:29:59Z", null)]
    [InlineData("2026-03-22T01:30:00Z", "2026-03-22T01:30:00Z")]
    [InlineData("2026-03-23T01:29:59Z", "2026-03-22T01:30:00Z")]
    [InlineData("2026-03-23T01:30:00Z", null)]
    [InlineData("2026-03-29T02:00:00Z", "2026-03-29T01:30:00Z")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z")]
    public void It_is_due_for_a_day_also_where_the_clocks_change(string now, string? due) =>
        Sunday.DueAt(At(now)).ShouldBe(due is null ? null : At(due));

    [Fact]
    public void Each_test_has_an_id_of_its_own()
    {
        var week = At("2026-03-22T01:30:00Z");

        new[] { WeeklyTest.IdOf("ops", week), WeeklyTest.IdOf("ops", week.AddDays(7)), WeeklyTest.IdOf("boss", week) }.ShouldBeUnique();
        WeeklyTest.IdOf("ops", week).ShouldBe(WeeklyTest.IdOf("ops", week.ToOffset(TimeSpan.FromHours(1))));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

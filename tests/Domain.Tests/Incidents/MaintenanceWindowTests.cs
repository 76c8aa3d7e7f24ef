using System.Globalization;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

public sealed class MaintenanceWindowTests
{
    private static readonly EntitySelector All = new(SelectorKind.Cluster, Given.Lab, "");
    private static readonly TimeZoneInfo Vienna = TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna");

    [Theory]
    [InlineData("2026-11-28T20:59:59Z", null)]
    [InlineData("2026-11-28T21:00:00Z", "2026-11-29T01:00:00Z")]
    [InlineData("2026-11-29T00:59:59Z", "2026-11-29T01:00:00Z")]
    [InlineData("2026-11-29T01:00:00Z", null)]
    [InlineData("2026-11-29T21:30:00Z", null)]
    public void A_weekly_window_goes_over_midnight(string at, string? until) =>
    Weekly(DayOfWeek.Saturday, "22:00", 4).ActiveUntil(Time(at)).ShouldBe(until is null ? null : Time(until));

    [Theory]
    [InlineData("2026-07-04T19:59:00Z", false)]
    [InlineData("2026-07-04T20:00:00Z", true)]
    [InlineData("2026-12-05T20:59:00Z", false)]
    [InlineData("2026-12-05T21:00:00Z", true)]
    public void It_begins_by_the_clock_on_the_wall_in_summer_and_winter(string at, bool on) =>
        (Weekly(DayOfWeek.Saturday, "22:00", 4).ActiveUntil(Time(at)) is not null).ShouldBe(on);

    [Theory]
    [InlineData("2026-03-29T00:59:00Z", false)]
    [InlineData("2026-03-29T01:30:00Z", true)]
    [InlineData("2026-03-29T03:29:00Z", true)]
    [InlineData("2026-03-29T03:30:00Z", false)]
    public void Where_the_clock_leaps_over_the_begin_it_is_as_much_later_and_as_long(string at, bool on) =>
        (Weekly(DayOfWeek.Sunday, "02:30", 2).ActiveUntil(Time(at)) is not null).ShouldBe(on);

    [Theory]
    [InlineData("2026-10-25T00:29:00Z", false)]
    [InlineData("2026-10-25T00:30:00Z", true)]
    [InlineData("2026-10-25T02:29:00Z", true)]
    [InlineData("2026-10-25T02:30:00Z", false)]
    public void Of_two_hours_of_one_name_the_first_counts(string at, bool on) =>
        (Weekly(DayOfWeek.Sunday, "02:30", 2).ActiveUntil(Time(at)) is not null).ShouldBe(on);

    [Fact]
    public void A_week_long_window_never_ends()
    {
        var always = Weekly(DayOfWeek.Monday, "00:00", 168);

        Enumerable.Range(0, 1000).ShouldAllBe(hour => always.ActiveUntil(Given.At(hour * 3600)) != null || IsLeapOfAutumn(hour));
    }

    [Fact]
    public void A_single_window_is_on_from_its_begin_to_before_its_end()
    {
        var once = new SingleWindow("once", All, Given.At(10), Given.At(20));

        new[] { 9, 10, 19, 20 }.Select(at => once.ActiveUntil(Given.At(at))).ShouldBe([null, Given.At(20), Given.At(20), null]);
    }

    // Seven days in real time are an hour short of a week in which clocks go back.
    private static bool IsLeapOfAutumn(int hour) => Given.At(hour * 3600).Month is 10 or 11;

    private static WeeklyWindow Weekly(DayOfWeek day, string at, int hours) =>
        new("weekly", All, [day], TimeOnly.Parse(at, CultureInfo.InvariantCulture), TimeSpan.FromHours(hours), Vienna);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

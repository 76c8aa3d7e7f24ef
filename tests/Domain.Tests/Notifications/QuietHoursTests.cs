using System.Globalization;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>When info and warnings wait, also where the clocks change.</summary>
public sealed class QuietHoursTests
{
    private static readonly TimeZoneInfo Vienna = TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna");
    private static readonly QuietHours Night = new(new(22, 0), new(7, 0), Vienna);
    private static readonly QuietHours Lunch = new(new(12, 0), new(13, 0), Vienna);

    [Theory]
    [InlineData("2026-03-03T20:59:59Z", null)]
    [InlineData("2026-03-03T21:00:00Z", "2026-03-04T06:00:00Z")]
    [InlineData("2026-03-04T05:59:59Z", "2026-03-04T06:00:00Z")]
    [InlineData("2026-03-04T06:00:00Z", null)]
    [InlineData("2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z")]
    [InlineData("2026-10-24T23:00:00Z", "2026-10-25T06:00:00Z")]
    public void A_night_ends_on_the_next_day_by_the_clock_of_its_zone(string now, string? end) =>
        Night.EndAt(At(now)).ShouldBe(end is null ? null : At(end));

    [Theory]
    [InlineData("2026-03-03T11:30:00Z", "2026-03-03T12:00:00Z")]
    [InlineData("2026-03-03T12:00:00Z", null)]
    public void Hours_within_a_day_end_on_it(string now, string? end) => Lunch.EndAt(At(now)).ShouldBe(end is null ? null : At(end));

    [Theory]
    [InlineData("2026-03-06T22:30:00Z", true)]
    [InlineData("2026-03-07T05:30:00Z", true)]
    [InlineData("2026-03-07T22:30:00Z", false)]
    public void A_night_belongs_to_the_day_on_which_it_begins(string now, bool isQuiet) =>
        ((Night with { Weekdays = [DayOfWeek.Friday] }).EndAt(At(now)) is not null).ShouldBe(isQuiet);

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", null)]
    [InlineData("2026-03-29T01:00:00Z", null)]
    [InlineData("2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z")]
    public void A_beginning_that_the_clock_skips_is_later_by_the_skip(string now, string? end) =>
        new QuietHours(new(2, 30), new(4, 0), Vienna).EndAt(At(now)).ShouldBe(end is null ? null : At(end));

    [Theory]
    [InlineData(Severity.Info, "ops", true)]
    [InlineData(Severity.Warning, "ops", true)]
    [InlineData(Severity.Error, "ops", false)]
    [InlineData(Severity.Critical, "ops", false)]
    [InlineData(Severity.Warning, "boss", false)]
    public void They_hold_info_and_warnings_of_their_destinations(Severity severity, string destination, bool isHeld)
    {
        var decision = QuietHours.Decide([Lunch, Night with { Destinations = ["ops"] }], severity, destination, At("2026-03-03T23:00:00Z"));

        decision.IsMuted.ShouldBe(isHeld);
        if (isHeld) (decision.Until, decision.Reason).ShouldBe((At("2026-03-04T06:00:00Z"), "quiet hours until 07:00 (Europe/Vienna)"));
    }

    [Fact]
    public void Without_any_a_warning_is_sent() =>
        QuietHours.Decide([], Severity.Warning, "ops", At("2026-03-03T23:00:00Z"))
            .ShouldBe(new MuteDecision(false, null, "no quiet hours"));

    [Fact]
    public void They_hold_the_end_of_an_incident_too()
    {
        var settings = NotificationSettings.None with { QuietHours = [Night] };
        var warning = Notices.Notice("resolved", recovery: true) with { Severity = Severity.Warning };
        var end = Notices.Row(1, "resolved") with { Notice = warning };

        MuteDecision.Of(settings, end, MessageForm.Recovery, Silences.None, At("2026-03-03T23:00:00Z")).IsMuted.ShouldBeTrue();
    }

    [Fact]
    public void They_do_not_hold_what_only_closes_something_that_is_shown_as_open() =>
        MuteDecision.Of(
            NotificationSettings.None with { QuietHours = [Night] },
            Notices.Replaced(1) with { Notice = Notices.Replaced(1).Notice with { Severity = Severity.Warning } }, MessageForm.Replaced,
            Silences.None, At("2026-03-03T23:00:00Z")).IsMuted.ShouldBeFalse();

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class HumanizeTests
{
    [Theory]
    [InlineData("00:00:00", "0 seconds")]
    [InlineData("00:00:01", "1 second")]
    [InlineData("00:00:59.9", "59 seconds")]
    [InlineData("00:01:00", "1 minute")]
    [InlineData("00:30:00", "30 minutes")]
    [InlineData("00:05:10", "5 minutes 10 seconds")]
    [InlineData("01:00:30", "1 hour")]
    [InlineData("01:05:00", "1 hour 5 minutes")]
    [InlineData("2.03:04:05", "2 days 3 hours")]
    [InlineData("-00:02:00", "2 minutes")]
    public void A_span_is_said_by_its_two_largest_units(string span, string words) =>
    Humanize.Span(TimeSpan.Parse(span, CultureInfo.InvariantCulture)).ShouldBe(words);

    [Theory]
    [InlineData(0, "0 polls")]
    [InlineData(1, "1 poll")]
    [InlineData(2, "2 polls")]
    public void A_count_follows_its_number(int number, string words) => Humanize.Count(number, "poll").ShouldBe(words);
}

using Microsoft.Extensions.Logging;
using OrleansMonitor.Hosting.Logging;

namespace OrleansMonitor.Hosting.Tests.Logging;

/// <summary>The lines of the log.</summary>
public sealed class LineFormatterTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 30, 12, 0, 0, 5, TimeSpan.Zero);

    [Fact]
    public void An_event_is_one_line_with_time_level_and_category() =>
        LineFormatter.Line(At, LogLevel.Warning, "Monitor.Polls", "It is late.", null)
            .ShouldBe("2026-11-30T12:00:00.005Z warn Monitor.Polls: It is late.");

    [Theory]
    [InlineData("web01\n2026-11-30T12:00:00.005Z info forged: all is well")]
    [InlineData("web01\r\u001b[2J")]
    [InlineData("web01\u2028next\u0085")]
    [InlineData("web01\u202Egpj.exe")]
    public void A_name_forges_no_line_and_controls_no_terminal(string name)
    {
        var line = LineFormatter.Line(At, LogLevel.Information, "Monitor", $"Guest {name} stopped", new InvalidOperationException(name));

        line.ShouldAllBe(c => !char.IsControl(c) && c != '\u2028' && c != '\u202E');
        line.ShouldContain("Guest web01 ");
    }

    [Fact]
    public void However_long_a_message_and_however_deep_a_failure_the_line_is_bounded()
    {
        var failure = new InvalidOperationException(new string('x', 1_000_000));
        for (var depth = 0; depth < 100; depth++) failure = new InvalidOperationException(new string('y', 1000), failure);

        LineFormatter.Line(At, LogLevel.Error, "Monitor", new string('z', 1_000_000), failure).Length.ShouldBeLessThan(8000);
    }

    [Fact]
    public void A_failure_is_told_with_its_causes_and_the_place_where_it_was_thrown()
    {
        var failure = Should.Throw<InvalidOperationException>(Fail);

        FailureText.Of(failure).ShouldBe(
            $"InvalidOperationException: outer at {typeof(LineFormatterTests).FullName}.Fail <- TimeoutException: inner");
    }

    private static void Fail() => throw new InvalidOperationException("outer", new TimeoutException("inner"));
}

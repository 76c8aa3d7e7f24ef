using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Domain.Tests.Access;

/// <summary>Sessions that were ended before their cookie expires.</summary>
public sealed class EndedSessionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_session_that_was_ended_is_known_and_no_other_is()
    {
        var ended = EndedSessions.None.With(["a"], Now);

        ended.Has("a").ShouldBeTrue();
        ended.Has("A").ShouldBeFalse();
        ended.Has("b").ShouldBeFalse();
    }

    [Fact]
    public void It_is_remembered_for_as_long_as_its_cookie_can_be_valid_and_then_forgotten()
    {
        var ended = EndedSessions.None.With(["a"], Now);

        ended.With(["b"], Now + EndedSessions.Remembered - TimeSpan.FromTicks(1)).EndedAt.Keys.ShouldBe(["a", "b"], ignoreOrder: true);
        ended.With(["b"], Now + EndedSessions.Remembered).EndedAt.Keys.ShouldBe(["b"]);
    }
}

using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Auth;

namespace OrleansMonitor.Api.Tests.Access;

/// <summary>The link to the first account.</summary>
public sealed class SetUpLinkTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SetUpLink _link;

    public SetUpLinkTests() => _link = new(_time);

    [Fact]
    public void It_works_once()
    {
        var token = _link.Make();
        token.Length.ShouldBe(64, "256 bits");

        _link.TryTake(token).ShouldBeTrue();
        _link.TryTake(token).ShouldBeFalse("somebody else uses it at the same time");
        _link.GiveBack();
        _link.TryTake(token).ShouldBeTrue("nothing came of the first use");
        _link.End();
        _link.GiveBack();
        _link.TryTake(token).ShouldBeFalse();
    }

    [Fact]
    public void It_ends_after_an_hour_and_with_the_next_one()
    {
        var first = _link.Make();
        var second = _link.Make();
        _link.TryTake(first).ShouldBeFalse();
        _time.Advance(SetUpLink.Lifetime - TimeSpan.FromTicks(1));
        _link.TryTake(second).ShouldBeTrue();
        _link.GiveBack();

        _time.Advance(TimeSpan.FromTicks(1));

        _link.TryTake(second).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public void Another_text_is_refused(string text)
    {
        _link.TryTake(text).ShouldBeFalse("there is no link");
        _link.Make();
        _link.TryTake(text).ShouldBeFalse();
    }
}

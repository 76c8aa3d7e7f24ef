using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Auth;

namespace OrleansMonitor.Api.Tests.Access;

/// <summary>What an API host keeps in memory for a while.</summary>
public sealed class ShortLivedTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void One_owner_pushes_out_only_its_own_oldest()
    {
        var values = new ShortLived<string>(_time, TimeSpan.FromMinutes(5), capacity: 10);
        values.Set("other", "ben");
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            values.Set($"{i}", "anna", static one => one == "anna", maxAlike: 3);
        }

        values.Find("other").ShouldBe("ben");
        Enumerable.Range(0, 20).Count(i => values.Find($"{i}") is not null).ShouldBe(3);
        values.Find("19").ShouldNotBeNull();
    }

    [Fact]
    public void A_value_is_forgotten_after_its_time_and_beyond_the_capacity_the_oldest_is()
    {
        var values = new ShortLived<string>(_time, TimeSpan.FromMinutes(5), capacity: 2);
        foreach (var key in new[] { "a", "b", "c" })
        {
            values.Set(key, key);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        values.Find("a").ShouldBeNull();
        values.Find("b").ShouldNotBeNull();
        _time.Advance(TimeSpan.FromMinutes(3));
        (values.Find("b"), values.Find("c")).ShouldBe((null, "c"));
    }
}

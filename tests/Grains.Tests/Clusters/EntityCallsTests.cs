using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Tests.Clusters;

public sealed class EntityCallsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource<int> _answer = new();

    [Fact]
    public async Task A_call_that_nobody_waits_for_any_more_has_been_open_since_it_was_made_until_it_ends()
    {
        var calls = new EntityCalls<int>(_time, TimeSpan.FromSeconds(10));
        var call = calls.Call(100, () => _answer.Task);
        calls.OpenFor(100).ShouldBeNull("it is waited for");

        _time.Advance(TimeSpan.FromSeconds(10));
        await call.ShouldThrowAsync<TimeoutException>();
        _time.Advance(TimeSpan.FromSeconds(12));
        await calls.Call(100, () => Task.FromResult(1)).ShouldThrowAsync<TimeoutException>();
        calls.OpenFor(100).ShouldBe(TimeSpan.FromSeconds(22));

        _answer.SetResult(1);
        (await calls.Call(100, () => Task.FromResult(2))).ShouldBe(2);
        calls.OpenFor(100).ShouldBeNull();
    }
}

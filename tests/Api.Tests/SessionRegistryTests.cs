using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Tests;

public sealed class SessionRegistryTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_session_that_cannot_be_checked_in_time_is_refused()
    {
        var asked = new SessionRegistry(null!, _time).Limited(() => new TaskCompletionSource<bool>().Task, "It cannot be read.");
        asked.IsCompleted.ShouldBeFalse();

        _time.Advance(SessionRegistry.Limit);

        (await Should.ThrowAsync<StoreUnavailableException>(asked)).Message.ShouldStartWith("It cannot be read.");
    }

    [Fact]
    public async Task A_session_whose_check_fails_is_refused() =>
        await Should.ThrowAsync<StoreUnavailableException>(
            new SessionRegistry(null!, _time).Limited<bool>(() => throw new InvalidOperationException("no silo"), "It cannot be read."));
}

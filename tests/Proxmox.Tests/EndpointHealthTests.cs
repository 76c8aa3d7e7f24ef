using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Proxmox.Http;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>An endpoint that keeps failing is asked last for longer and longer, up to a limit.</summary>
public sealed class EndpointHealthTests
{
    [Fact]
    public void Back_off_doubles_from_30_seconds_up_to_5_minutes_and_ends_with_an_answer()
    {
        var time = new FakeTimeProvider();
        var health = new EndpointHealth(time);
        health.InBackOff.ShouldBeFalse();
        foreach (var seconds in new[] { 30, 60, 120, 240, 300, 300 })
        {
            health.RecordFailure();
            (health.BackOffUntil - time.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(seconds));
            time.Advance(TimeSpan.FromSeconds(seconds));
            health.InBackOff.ShouldBeFalse();
        }

        health.RecordFailure();
        health.RecordAnswer();
        health.InBackOff.ShouldBeFalse();
        health.RecordFailure();
        (health.BackOffUntil - time.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(30));
    }
}

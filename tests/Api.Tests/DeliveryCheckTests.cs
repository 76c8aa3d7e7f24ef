using OrleansMonitor.Api.Health;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Tests;

/// <summary>Messages that do not reach their destination stop the heartbeat.</summary>
public sealed class DeliveryCheckTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(15, null, null)]
    [InlineData(16, null, "a message to ops has waited for 16 minutes: not sent yet")]
    [InlineData(90, "It answered 503.", "a message to ops has waited for 1 hour 30 minutes: It answered 503.")]
    public void A_message_may_wait_for_a_quarter_of_an_hour(int minutes, string? error, string? problem) =>
        DeliveryCheck.Problem(Waiting(error), At.AddMinutes(minutes)).ShouldBe(problem);

    private static Notification Waiting(string? error) => new()
    {
        Id = "msg_1",
        Destination = "ops",
        Route = "",
        NextAttemptAt = At,
        LastError = error,
        Notice = new()
        {
            IncidentId = "1", Step = "opened", IsRecovery = false, Condition = ConditionType.VmCrashed, Severity = Severity.Critical,
            Entity = "lab/100", Title = "VM web01 (100) stopped unexpectedly on pve1", Reason = "no task", BeganAt = At, At = At,
        },
    };
}

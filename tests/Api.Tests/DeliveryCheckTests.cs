using OrleansMonitor.Api.Health;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Tests;

/// <summary>Messages that do not reach their destination stop the heartbeat.</summary>
public sealed class DeliveryCheckTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(15, 0, null)]
    [InlineData(16, 0, "a message to ops has waited for 16 minutes: not sent yet")]
    [InlineData(16, 2, null)]
    [InlineData(90, 3, "a message to ops has waited for 1 hour 30 minutes: It answered 503.")]
    public void A_message_may_wait_for_a_quarter_of_an_hour(int minutes, int attempts, string? problem) =>
        DestinationHealth.Problem([Waiting(attempts)], latest: null, At.AddMinutes(minutes)).ShouldBe(problem);

    [Fact]
    public void A_message_that_was_muted_or_escalates_waits_since_it_may_be_sent() => DestinationHealth.Problem(
        [Waiting(0) with { NextAttemptAt = At.AddHours(8) }], latest: null, At.AddHours(8).AddMinutes(3)).ShouldBeNull();

    [Fact]
    public void A_recipient_who_has_to_wait_is_no_problem_of_the_destination() => DestinationHealth.Problem(
        [Waiting(9) with { Progress = "anna@home.lan" }], latest: null, At.AddDays(2)).ShouldBeNull();

    [Theory]
    [InlineData(NotificationState.Dead, "the latest message to ops was given up: It answered 401.")]
    [InlineData(NotificationState.Delivered, null)]
    public void A_destination_that_refuses_messages_is_a_problem_until_it_accepts_one(NotificationState state, string? problem) =>
        DestinationHealth.Problem([], Waiting(1) with { State = state, LastError = "It answered 401." }, At).ShouldBe(problem);

    [Theory]
    [InlineData(null, null)]
    [InlineData(3, null)]
    [InlineData(4, "am has not been told for 4 minutes what is still open")]
    public void A_destination_that_forgets_may_not_be_told_for_three_minutes(int? minutes, string? problem) =>
        DeliveryCheck.Problem("am", minutes is { } ago ? At.AddMinutes(-ago) : null, At).ShouldBe(problem);

    private static Notification Waiting(int attempts) => new()
    {
        Id = "msg_1",
        Destination = "ops",
        Route = "",
        NextAttemptAt = At,
        Attempts = attempts,
        LastAttemptAt = attempts > 0 ? At.AddMinutes(5) : null,
        LastError = attempts > 0 ? "It answered 503." : null,
        Notice = new()
        {
            IncidentId = "1",
            Step = "opened",
            IsRecovery = false,
            Condition = ConditionType.VmCrashed,
            Severity = Severity.Critical,
            Entity = "lab/100",
            Title = "VM web01 (100) stopped unexpectedly on pve1",
            Reason = "no task",
            BeganAt = At,
            At = At,
        },
    };
}

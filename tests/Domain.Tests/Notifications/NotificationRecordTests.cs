using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;
using static OrleansMonitor.Domain.Notifications.NotificationState;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>Why somebody was told of an incident, or was not, as it is read from the record.</summary>
public sealed class NotificationRecordTests
{
    private static readonly NotificationSettings Settings = new([new("ops", "webhook"), new("boss", "ntfy")], []);

    [Theory]
    [InlineData(Unrouted, null, "why")]
    [InlineData(Silenced, "silenced by anna", "silenced by anna")]
    [InlineData(Dead, "It answered 404.", "given up: It answered 404.")]
    [InlineData(Pending, null, "waits to be sent")]
    [InlineData(Pending, "It cannot be reached.", "waits to be sent: It cannot be reached.")]
    public void Who_was_not_told_knows_why(NotificationState state, string? error, string reason)
    {
        var rows = new[] { Notices.Row(1, state: state) with { LastError = error }, Notices.Row(2, "resolved", Skipped, recovery: true) };

        var record = NotificationRecord.Of(Incident(), rows, Settings)[0];

        (record.Destination, record.NotifiedAt, record.Reason).ShouldBe(("ops", null, reason));
        record.Messages.Length.ShouldBe(2);
    }

    [Fact]
    public void Who_was_told_knows_when_and_by_which_route_also_after_its_destination_was_removed()
    {
        var told = Notices.Row(1, state: Delivered) with { Destination = "old", LastAttemptAt = Given.At(5) };

        var record = NotificationRecord.Of(Incident(), [told], Settings);

        record.Select(one => one.Destination).ShouldBe(["ops", "boss", "old"]);
        (record[2].NotifiedAt, record[2].Reason).ShouldBe((Given.At(5), "why"));
        record[0].Reason.ShouldBe("no message was planned for it at the time");
    }

    [Fact]
    public void An_incident_that_nobody_is_told_of_says_what_suppresses_it()
    {
        var quiet = Incident() with { NotifiedAt = null };
        var suppressed = quiet with { Timeline = [new(Given.Start, "suppressed", "monitor", "maintenance work")] };

        NotificationRecord.Of(quiet, [], Settings)[0].Reason.ShouldBe("nobody is notified of this incident");
        NotificationRecord.Of(suppressed, [], Settings)[0].Reason.ShouldBe("the incident is or was suppressed: maintenance work");
    }

    private static Incident Incident() => new()
    {
        Id = "i1",
        Key = "VM_CRASHED:lab/100",
        Condition = ConditionType.VmCrashed,
        Severity = Severity.Error,
        State = IncidentState.Open,
        Entity = EntityId.Of(Given.Guest),
        OpenedAt = Given.Start,
        NotifiedAt = Given.Start,
        Title = "crashed",
        Cause = "no task stopped it",
    };
}

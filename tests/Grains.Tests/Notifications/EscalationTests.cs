using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Notifications;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>Who is notified if nobody acknowledges an incident.</summary>
public sealed class EscalationTests
{
    private static readonly TimeSpan After = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task An_incident_that_nobody_acknowledges_escalates_in_time_and_not_before()
    {
        await using var told = await Start();
        await told.Crash();
        await Wait(told, After - TimeSpan.FromMinutes(1));
        told.Sender.SentTo("boss").ShouldBeEmpty();

        await Wait(told, TimeSpan.FromMinutes(2));
        told.Sender.SentTo("boss").ShouldHaveSingleItem().Form.ShouldBe(MessageForm.Trouble);

        await told.Mend();
        await Wait(told, TimeSpan.FromSeconds(1));
        told.Sender.SentTo("boss").Select(message => message.Form).ShouldBe([MessageForm.Trouble, MessageForm.Recovery]);
        told.Sender.SentTo("ops").Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_incident_that_is_acknowledged_does_not_escalate()
    {
        await using var told = await Start();
        await told.Crash();
        var incident = (await told.Rows()).ShouldHaveSingleItem().Notice.IncidentId;
        await told.Monitor.Grains.Incident($"VM_CRASHED:lab/{told.Vmid}").Acknowledge(incident, "anna", null);

        await Wait(told, After + TimeSpan.FromMinutes(1));

        told.Sender.SentTo("boss").ShouldBeEmpty();
        var row = (await told.Rows("boss")).ShouldHaveSingleItem();
        (row.State, row.LastError).ShouldBe((NotificationState.Skipped, "anna acknowledged the incident before it escalated"));
    }

    [Fact]
    public async Task An_incident_that_ended_in_time_does_not_escalate()
    {
        await using var told = await Start();
        await told.Crash();
        await told.Mend();

        await Wait(told, After + TimeSpan.FromMinutes(1));

        told.Sender.SentTo("boss").ShouldBeEmpty();
        (await told.Rows("boss")).Select(row => (row.State, row.LastError))
            .ShouldAllBe(row => row.State == NotificationState.Skipped && row.LastError == "the incident ended before it escalated");
    }

    private static Task<NotifiedMonitor> Start() => NotifiedMonitor.Start(options =>
    {
        NotifiedMonitor.Add(options, "boss");
        options.Routes.Add(new() { Destinations = { "boss" }, After = After });
        options.Routes.Add(new() { Destinations = { "ops" } });
    });

    private static async Task Wait(NotifiedMonitor told, TimeSpan wait)
    {
        await told.DrainAfter(wait);
        await told.Monitor.FinishAny(told.Monitor.Grains.Destination("boss").Drain());
    }
}

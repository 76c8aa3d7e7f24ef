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

    [Fact]
    public async Task An_incident_of_a_guest_with_a_tag_is_told_again_until_somebody_acknowledges_it_also_after_a_restart()
    {
        var every = TimeSpan.FromMinutes(30);
        await using var told = await NotifiedMonitor.Start(options =>
        {
            NotifiedMonitor.Add(options, "boss");
            options.Routes.Add(new() { Destinations = { "ops" }, Tags = { "db" }, Repeat = every });
            options.Routes.Add(new() { Destinations = { "boss" } });
        });
        told.Monitor.Proxmox.Cluster.SetTags(told.Vmid, "db;web");
        await told.Monitor.Tick(afterSeconds: 12);
        await told.Crash();
        await told.DrainAfter(every - TimeSpan.FromMinutes(1));
        told.Sender.SentTo("ops").Count.ShouldBe(1);

        await told.Monitor.Restart(kill: true);
        await told.DrainAfter(TimeSpan.FromMinutes(2));
        told.Sender.SentTo("ops").Select(message => message.Notice!.Repetition).ShouldBe([0, 1]);
        told.Sender.AnswerAll(DeliveryResult.Transient);
        await told.DrainAfter(every);
        told.Sender.SentTo("ops").Count.ShouldBe(3, "the second repetition is tried");

        var row = (await told.Rows())[0];
        await told.Monitor.Grains.Incident($"VM_CRASHED:lab/{told.Vmid}").Acknowledge(row.Notice.IncidentId, "anna", null);
        told.Sender.AnswerAll(DeliveryResult.Delivered);
        await told.DrainAfter(every);
        told.Sender.SentTo("ops").Count.ShouldBe(3);
        (await told.Rows())[^1].LastError.ShouldBe("anna acknowledged the incident before it was repeated");
        row.Route.ShouldContain("with tags db, web");
        told.Sender.SentTo("boss").ShouldBeEmpty();
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

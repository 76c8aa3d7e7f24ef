using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Hosting.Tests.Storage;

/// <summary>What every database must do with notifications.</summary>
public abstract class NotificationStoreTests(IStorageUnderTest storage) : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notification_is_stored_with_its_step_and_keeps_every_field()
    {
        await Save(Row("opened"));
        var changed = (await storage.Notifications.FindAsync(Row("opened").Id, Stop))! with
        {
            State = NotificationState.Dead,
            Attempts = 3,
            NextAttemptAt = Rows.Noon.AddHours(1),
            LastAttemptAt = Rows.Noon.AddMinutes(2),
            HeldUntil = Rows.Noon.AddMinutes(9),
            LastError = "it answered 404 – ✓",
            Reference = "mail:<msg_1@monitor.lan>",
            Progress = "boss@home.lan",
        };
        await storage.Notifications.UpdateAsync([changed], Stop);
        storage.Reopen();

        (await storage.Notifications.FindAsync(changed.Id, Stop)).ShouldBe(changed);
        changed.Notice.ShouldBe(Row("opened").Notice);
        (await storage.Incidents.FindAsync("incident-1", Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_was_delivered_of_an_open_incident_is_shown_until_it_ends()
    {
        await Save(Row("opened"));
        (await storage.Notifications.ListShownAsync(Row("opened").Destination, Rows.Noon, Stop)).ShouldBeEmpty();
        var sent = (await storage.Notifications.FindAsync(Row("opened").Id, Stop))! with { State = NotificationState.Delivered };
        var next = Row("opened~1");
        await storage.Notifications.UpdateAsync([sent], [next], Stop);
        await storage.Notifications.UpdateAsync([sent], [next], Stop);

        (await storage.Notifications.ListShownAsync(sent.Destination, Rows.Noon, Stop)).ShouldHaveSingleItem().ShouldBe(sent);
        (await storage.Notifications.ListByIncidentAsync(sent.Destination, sent.Notice.IncidentId, Stop)).Select(one => one.Notice.Step)
            .ShouldBe(["opened", "opened~1"]);
        await storage.Incidents.SaveAsync(
            Rows.Incident(1) with { State = Domain.Incidents.IncidentState.Resolved, ResolvedAt = Rows.Noon }, null, [], Stop);
        (await storage.Notifications.ListShownAsync(sent.Destination, Rows.Noon, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_end_that_was_delivered_is_shown_for_a_while()
    {
        var row = Row("resolved");
        var end = row with { Notice = row.Notice with { IsRecovery = true } };
        var ended = Rows.Incident(1) with { State = Domain.Incidents.IncidentState.Resolved, ResolvedAt = Rows.Noon };
        await storage.Incidents.SaveAsync(ended, null, [Row("opened"), end], Stop);
        await storage.Notifications.UpdateAsync([end with { State = NotificationState.Delivered }], Stop);

        (await storage.Notifications.ListShownAsync(end.Destination, end.Notice.At, Stop)).ShouldHaveSingleItem().Id.ShouldBe(end.Id);
        (await storage.Notifications.ListShownAsync(end.Destination, end.Notice.At.AddSeconds(1), Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_repetitions_the_clean_up_keeps_the_newest_that_was_delivered()
    {
        await Save(Row("opened"));
        var sent = Enumerable.Range(1, 3).Select(Repeated).ToList();
        await storage.Notifications.UpdateAsync([], [.. sent, Repeated(4)], Stop);
        await storage.Notifications.UpdateAsync(
            [.. sent.Append(Row("opened")).Select(one => one with { State = NotificationState.Delivered })], Stop);

        (await storage.Notifications.ListShownAsync(sent[0].Destination, Rows.Noon, Stop)).ShouldHaveSingleItem().Id.ShouldBe(sent[2].Id);
        (await storage.Notifications.CleanUpAsync(DateTimeOffset.UnixEpoch, Stop)).ShouldBe(2);
        (await storage.Notifications.ListByIncidentAsync(sent[0].Destination, sent[0].Notice.IncidentId, Stop))
            .Select(one => one.Notice.Step).ShouldBe(["opened", "opened~3", "opened~4"]);

        static Notification Repeated(int number)
        {
            var row = Row($"opened~{number}");
            return row with { Notice = row.Notice with { Repetition = number } };
        }
    }

    [Fact]
    public async Task A_step_that_is_stored_again_adds_nothing_and_changes_nothing()
    {
        await Save(Row("opened"));
        var sent = (await storage.Notifications.FindAsync(Row("opened").Id, Stop))! with { State = NotificationState.Delivered };
        await storage.Notifications.UpdateAsync([sent], Stop);

        await Save(Row("opened"));

        (await storage.Notifications.ListAsync(new(), Stop)).Items.ShouldHaveSingleItem().State.ShouldBe(NotificationState.Delivered);
    }

    [Fact]
    public async Task A_notification_whose_audit_row_cannot_be_stored_is_not_stored_either()
    {
        var step = storage.Incidents.SaveAsync(Rows.Incident(1), Rows.Action(1) with { Actor = null! }, [Row("opened")], Stop);

        await Should.ThrowAsync<Exception>(step);
        (await storage.Notifications.ListAsync(new(), Stop)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recovery_is_stored_only_for_destinations_that_have_a_notification_of_the_trouble()
    {
        await Save(Row("opened", "ops"), Row("opened", "phone") with { State = NotificationState.Unrouted });
        await Save(
            Row("resolved", "ops", recovery: true), Row("resolved", "boss", recovery: true), Row("resolved", "phone", recovery: true));

        (await storage.Notifications.ListAsync(new(), Stop)).Items.Select(one => (one.Destination, one.Notice.Step))
            .ShouldBe([("ops", "resolved"), ("phone", "opened"), ("ops", "opened")]);
    }

    [Fact]
    public async Task Waiting_notifications_of_a_destination_come_in_the_order_of_storage()
    {
        await Save(Row("opened"), Row("opened", "boss"));
        await Save(Row("updated:1"));
        await storage.Notifications.UpdateAsync([Row("opened") with { State = NotificationState.Delivered }], Stop);

        (await storage.Notifications.ListPendingAsync("ops", DateTimeOffset.MaxValue, 10, Stop)).Select(one => one.Notice.Step)
            .ShouldBe(["updated:1"]);
        (await storage.Notifications.ListByIncidentAsync("ops", "incident-1", Stop)).Select(one => one.Notice.Step)
            .ShouldBe(["opened", "updated:1"]);
    }

    [Fact]
    public async Task A_page_has_first_what_holds_the_others_then_what_was_never_tried()
    {
        await Save(Row("failed"), Row("held"), Row("new"));
        await storage.Notifications.UpdateAsync(
            [Row("failed") with { Attempts = 3 }, Row("held") with { Attempts = 1, HeldUntil = Rows.Noon }], Stop);

        (await storage.Notifications.ListPendingAsync("ops", DateTimeOffset.MaxValue, 2, Stop)).Select(one => one.Notice.Step)
            .ShouldBe(["held", "new"]);
    }

    [Fact]
    public async Task A_silenced_notification_is_stored_with_its_reason_and_is_listed_apart_from_those_that_wait()
    {
        await Save(Row("opened") with { State = NotificationState.Silenced, LastError = "silenced by anna" }, Row("opened", "boss"));

        var silenced = (await storage.Notifications.ListSilencedAsync("ops", 0, 10, Stop)).ShouldHaveSingleItem();
        silenced.LastError.ShouldBe("silenced by anna");
        (await storage.Notifications.ListSilencedAsync("ops", silenced.Sequence, 10, Stop)).ShouldBeEmpty();
        (await storage.Notifications.ListSilencedAsync("boss", 0, 10, Stop)).ShouldBeEmpty();
        (await storage.Notifications.ListPendingAsync("ops", DateTimeOffset.MaxValue, 10, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_and_filters_list_the_newest_first()
    {
        foreach (var step in new[] { "opened", "a", "b" }) await Save(Row(step));
        await storage.Notifications.UpdateAsync([Row("a") with { State = NotificationState.Dead }], Stop);

        var first = await storage.Notifications.ListAsync(new(Limit: 2), Stop);
        first.Items.Select(one => one.Notice.Step).ShouldBe(["b", "a"]);
        (await storage.Notifications.ListAsync(new(Before: first.NextCursor), Stop)).Items.Single().Notice.Step.ShouldBe("opened");
        (await storage.Notifications.ListAsync(new(NotificationState.Dead, "ops", "incident-1"), Stop)).Items.Single().Notice.Step
            .ShouldBe("a");
    }

    [Fact]
    public async Task Clean_up_keeps_what_waits()
    {
        await Save(Row("opened"), Row("updated:1"));
        await storage.Notifications.UpdateAsync([Row("opened") with { State = NotificationState.Delivered }], Stop);

        (await storage.Notifications.CleanUpAsync(Rows.Noon.AddDays(1), Stop)).ShouldBe(0, "its incident is open");
        await storage.Incidents.SaveAsync(
            Rows.Incident(1) with { State = IncidentState.Resolved, ResolvedAt = Rows.Noon }, null, [], Stop);
        (await storage.Notifications.CleanUpAsync(Rows.Noon.AddDays(1), Stop)).ShouldBe(1);
        (await storage.Notifications.ListAsync(new(), Stop)).Items.ShouldHaveSingleItem().Notice.Step.ShouldBe("updated:1");
    }

    public void Dispose()
    {
        storage.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task Save(params Notification[] notifications) =>
        storage.Incidents.SaveAsync(Rows.Incident(1), null, [.. notifications], Stop);

    private static Notification Row(string step, string destination = "ops", bool recovery = false) => new()
    {
        Id = Notification.IdOf("incident-1", step, destination),
        Destination = destination,
        Route = "route 0 matches",
        NextAttemptAt = Rows.Noon,
        Notice = Notice.Of(Rows.Incident(1), step, Rows.Noon, "it said \"so\"", "repair proposed") with { IsRecovery = recovery },
    };
}

using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Trust.Mutating;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>What people are told of an incident, in which order, and how often.</summary>
public sealed class DeliveryTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task An_incident_is_told_when_it_opens_and_when_it_ends()
    {
        await using var told = await NotifiedMonitor.Start();

        await told.Crash();
        await told.Mend();

        told.Sender.SentTo("ops").Select(message => message.Form).ShouldBe([MessageForm.Trouble, MessageForm.Recovery]);
        told.Sender.SentTo("ops")[0].Title.ShouldStartWith("CRITICAL: ");
        (await told.Rows()).ShouldAllBe(row => row.State == NotificationState.Delivered && row.Attempts == 1);
    }

    [Fact]
    public async Task Without_destinations_nothing_is_stored()
    {
        await using var told = await NotifiedMonitor.Start(options => options.Destinations.Clear());

        await told.Crash();

        (await told.Rows()).ShouldBeEmpty();
        told.Sender.SentTo("ops").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_failed_is_sent_again_under_its_id()
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.AnswerAll(DeliveryResult.Transient);
        await told.Crash();
        told.Sender.AnswerAll(DeliveryResult.Delivered);

        await told.DrainAfter(Soon);

        told.Sender.SentTo("ops").Count.ShouldBe(2);
        told.Sender.SentTo("ops").Select(message => message.Id).Distinct().ShouldHaveSingleItem();
        (await told.Rows()).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Delivered);
    }

    [Fact]
    public async Task What_is_wrong_with_the_messages_of_one_incident_holds_up_no_others_and_is_tried_again()
    {
        var isBroken = true;
        string? first = null;
        await using var told = await NotifiedMonitor.Start(services: all => all.Decorate<INotificationStore>(inner =>
            CallProxy<INotificationStore>.Around(inner, (store, method, arguments) =>
                isBroken && method.Name == nameof(INotificationStore.ListByIncidentAsync)
                && (string)arguments![1]! == (first ??= (string)arguments[1]!)
                    ? throw new InvalidOperationException("broken by the test")
                    : method.Invoke(store, arguments))));
        await told.Crash();
        told.Sender.SentTo("ops").ShouldBeEmpty();
        told.Monitor.Proxmox.Cluster.KillGuest(told.Monitor.AGuest());
        await told.Monitor.Tick();
        await told.DrainAfter(Soon);

        told.Sender.SentTo("ops").ShouldHaveSingleItem().Notice!.IncidentId.ShouldNotBe(first);

        isBroken = false;
        await told.DrainAfter(Soon);
        told.Sender.SentTo("ops").Select(message => message.Notice!.IncidentId).ShouldContain(first);
    }

    [Fact]
    public async Task A_destination_that_asks_to_wait_is_left_alone_that_long()
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.AnswerAll(DeliveryResult.Transient, TimeSpan.FromMinutes(10));
        await told.Crash();
        told.Sender.AnswerAll(DeliveryResult.Delivered);

        await told.DrainAfter(TimeSpan.FromMinutes(9));
        told.Sender.SentTo("ops").Count.ShouldBe(1);

        await told.DrainAfter(TimeSpan.FromMinutes(1.1));
        told.Sender.SentTo("ops").Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_incident_that_ended_while_the_destination_was_away_is_one_message()
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.AnswerAll(DeliveryResult.Transient, TimeSpan.FromMinutes(10));
        await told.Crash();
        await told.Mend();
        told.Sender.AnswerAll(DeliveryResult.Delivered);

        await told.DrainAfter(TimeSpan.FromMinutes(11));

        told.Sender.SentTo("ops").Select(message => message.Form).ShouldBe([MessageForm.Trouble, MessageForm.Past]);
        (await told.Rows()).Select(row => row.State).ShouldBe([NotificationState.Collapsed, NotificationState.Delivered]);
    }

    [Fact]
    public async Task A_recovery_goes_only_to_those_who_were_told()
    {
        await using var told = await NotifiedMonitor.Start(options =>
        {
            NotifiedMonitor.Add(options, "boss");
            options.Routes.Add(new() { Destinations = { "boss" }, Clusters = { "lab" }, Conditions = { "CLUSTER_UNREACHABLE" } });
            options.Routes.Add(new() { Destinations = { "ops" } });
        });

        await told.Crash();
        await told.Mend();

        told.Sender.SentTo("ops").Count.ShouldBe(2);
        (await told.Rows("boss")).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Unrouted);
    }

    [Fact]
    public async Task A_recovery_is_skipped_where_the_trouble_was_given_up()
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.AnswerAll(DeliveryResult.Permanent);
        await told.Crash();
        told.Sender.AnswerAll(DeliveryResult.Delivered);

        await told.Mend();

        told.Sender.SentTo("ops").Count.ShouldBe(1);
        (await told.Rows()).Select(row => row.State).ShouldBe([NotificationState.Dead, NotificationState.Skipped]);
    }

    [Fact]
    public async Task A_message_that_was_given_up_is_sent_when_a_person_asks_and_tells_that_it_is_over()
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.AnswerAll(DeliveryResult.Permanent);
        await told.Crash();
        await told.Mend();
        told.Sender.AnswerAll(DeliveryResult.Delivered);

        (await told.Ops.Retry((await told.Rows())[0].Id)).ShouldBe(RetryDecision.Queued);
        await told.DrainAfter(Soon);

        told.Sender.SentTo("ops")[^1].Form.ShouldBe(MessageForm.Past);
        (await told.Ops.Retry((await told.Rows())[1].Id)).ShouldBe(RetryDecision.NotDead);
        (await told.Ops.Retry("msg_unknown")).ShouldBe(RetryDecision.Unknown);
    }

    [Fact]
    public async Task A_destination_that_is_no_longer_configured_gives_its_messages_up()
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.AnswerAll(DeliveryResult.Transient);
        await told.Crash();
        told.Monitor.Options.Configure = _ => { };
        await told.Monitor.Restart();

        await told.DrainAfter(Soon);

        (await told.Rows()).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Dead);
    }

    [Fact]
    public async Task A_test_message_answers_what_the_destination_said_and_stores_nothing()
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.AnswerAll(DeliveryResult.Permanent);

        (await told.Ops.SendTest()).ShouldBe(new(DeliveryResult.Permanent, "It answered so."));

        (await told.Rows()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_weekly_test_is_sent_once_in_its_week_also_over_a_restart_and_is_audited()
    {
        await using var told = await NotifiedMonitor.Start(options => options.Destinations["ops"] = new()
        {
            Ntfy = new() { Topic = "ops" },
            WeeklyTest = new() { Weekday = DayOfWeek.Tuesday, At = new(6, 2) },
        });
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        told.Sender.Answer = (_, _) =>
        {
            sent.TrySetResult();
            return Task.FromResult(new DeliveryOutcome(DeliveryResult.Delivered, "ok"));
        };
        told.Monitor.Time.Advance(TimeSpan.FromMinutes(3));
        await told.Monitor.FinishAny(sent.Task);
        await told.Monitor.FinishAny(Audited(told));

        await told.Monitor.Restart(kill: true);
        await told.DrainAfter(TimeSpan.FromMinutes(3));
        await told.DrainAfter(TimeSpan.FromMinutes(3));

        told.Sender.SentTo("ops").ShouldHaveSingleItem().Id.ShouldStartWith("msg_test_");
    }

    private static async Task Audited(NotifiedMonitor told)
    {
        var audit = told.Monitor.Services.GetRequiredService<IAuditStore>();
        while ((await audit.ListAsync(new(Action: "test_destination"), TestContext.Current.CancellationToken)).Items is not [var row]
            || row.ResultDetails != "weekly test message to ops: delivered")
            await Task.Delay(TimeSpan.FromSeconds(1), told.Monitor.Time, TestContext.Current.CancellationToken);
    }
}

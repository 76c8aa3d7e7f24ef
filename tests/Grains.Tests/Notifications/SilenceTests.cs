using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Notifications;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>What is muted, what is sent when a silence ends, and that nothing is lost.</summary>
public sealed class SilenceTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_silenced_incident_is_recorded_and_told_when_the_silence_ends_while_it_is_open()
    {
        await using var told = await NotifiedMonitor.Start();
        await Silence(told);
        await told.Crash();
        told.Sender.SentTo("ops").ShouldBeEmpty();
        var row = (await told.Rows()).ShouldHaveSingleItem();
        row.State.ShouldBe(NotificationState.Silenced);
        row.LastError!.ShouldStartWith("silenced by anna until");

        await told.DrainAfter(TimeSpan.FromMinutes(1.1));
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        told.Sender.Answer = (_, _) =>
        {
            sent.TrySetResult();
            return Task.FromResult(new DeliveryOutcome(DeliveryResult.Delivered, "ok"));
        };

        told.Monitor.Time.Advance(Hour);
        await MonitorHarness.Within(sent.Task);

        await told.DrainAfter(TimeSpan.FromSeconds(1));
        told.Sender.SentTo("ops").ShouldHaveSingleItem().Form.ShouldBe(MessageForm.Trouble);
        (await told.Rows()).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Delivered);
    }

    [Fact]
    public async Task An_incident_that_began_and_ended_within_a_silence_is_never_told()
    {
        await using var told = await NotifiedMonitor.Start();
        await Silence(told);
        await told.Crash();
        await told.Mend();

        await told.DrainAfter(Hour);

        told.Sender.SentTo("ops").ShouldBeEmpty();
        (await told.Rows()).ShouldAllBe(row => row.State == NotificationState.Skipped);
        (await told.Rows())[0].LastError!.ShouldEndWith("the incident ended before that");
    }

    [Fact]
    public async Task A_silence_that_is_created_while_a_message_waits_mutes_it()
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.AnswerAll(DeliveryResult.Transient);
        await told.Crash();
        told.Sender.AnswerAll(DeliveryResult.Delivered);
        await Silence(told);

        await told.DrainAfter(TimeSpan.FromSeconds(6));
        told.Sender.SentTo("ops").Count.ShouldBe(1);
        (await told.Rows()).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Silenced);

        await told.DrainAfter(Hour);
        told.Sender.SentTo("ops").Count.ShouldBe(2);
    }

    [Fact]
    public async Task Who_was_told_before_the_silence_learns_of_the_end_during_it()
    {
        await using var told = await NotifiedMonitor.Start();
        await told.Crash();
        await Silence(told);

        await told.Mend();

        told.Sender.SentTo("ops").Select(message => message.Form).ShouldBe([MessageForm.Trouble, MessageForm.Recovery]);
    }

    [Fact]
    public async Task A_silence_that_a_person_ends_is_kept_and_sends_what_is_open_also_after_a_kill()
    {
        await using var told = await NotifiedMonitor.Start();
        await Silence(told);
        await told.Crash();
        await told.Monitor.Restart(kill: true);
        await told.DrainAfter(TimeSpan.FromSeconds(1));
        told.Sender.SentTo("ops").ShouldBeEmpty();

        (await Silences(told).End("s1", "bob", null))!.EndedBy.ShouldBe("bob");
        await told.DrainAfter(TimeSpan.FromSeconds(1));

        told.Sender.SentTo("ops").Count.ShouldBe(1);
        (await Silences(told).Get()).All.ShouldHaveSingleItem().StateAt(told.Monitor.Time.GetUtcNow()).ShouldBe(SilenceState.Ended);
        (await Silences(told).End("nobody", "bob", null)).ShouldBeNull();
        (await Audited(told)).ShouldBe([("create_silence", "anna"), ("end_silence", "bob")]);
    }

    [Fact]
    public async Task A_silence_until_the_incident_ends_is_over_within_a_minute_of_that()
    {
        await using var told = await NotifiedMonitor.Start();
        await told.Crash();
        var incident = (await told.Rows())[0].Notice.IncidentId;
        await Silences(told).Create(Of(told) with { EndsAt = null, Match = new() { IncidentId = incident } }, null);
        await Silences(told).Create(Of(told) with { Id = "s2", EndsAt = null, Match = new() { IncidentId = "deleted" } }, null);
        await told.DrainAfter(TimeSpan.FromMinutes(1.1));
        await MonitorHarness.Within(Ended(told, "s2"));
        (await Silences(told).Get()).Find("s1")!.EndedAt.ShouldBeNull();

        await told.Mend();
        await told.DrainAfter(TimeSpan.FromMinutes(1.1));

        await MonitorHarness.Within(Ended(told, "s1"));
    }

    private static async Task Ended(NotifiedMonitor told, string id)
    {
        for (var tries = 0; (await Silences(told).Get()).Find(id)!.EndedBy != "monitor"; tries++)
        {
            tries.ShouldBeLessThan(2000, "the silence does not end");
            await Task.Yield();
        }
    }

    private static ISilencesGrain Silences(NotifiedMonitor told) => told.Monitor.Grains.Silences();

    private static async Task Silence(NotifiedMonitor told) => (await Silences(told).Create(Of(told), "10.0.0.1")).ShouldBeTrue();

    private static Silence Of(NotifiedMonitor told)
    {
        var now = told.Monitor.Time.GetUtcNow();
        return new()
        {
            Id = "s1",
            Match = new() { Clusters = ["lab"] },
            Author = "anna",
            CreatedAt = now,
            BeginsAt = now,
            EndsAt = now + Hour,
        };
    }

    private static async Task<IEnumerable<(string, string)>> Audited(NotifiedMonitor told) =>
        (await told.Monitor.Services.GetRequiredService<IAuditStore>().ListAsync(new(100), TestContext.Current.CancellationToken)).Items
            .Where(row => row.Action.EndsWith("_silence", StringComparison.Ordinal)).Reverse().Select(row => (row.Action, row.Actor));
}

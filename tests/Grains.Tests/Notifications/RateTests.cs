using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>A flood is sent no faster than the channel takes it.</summary>
public sealed class RateTests
{
    private const int Flood = 8;

    [Fact]
    public async Task A_flood_goes_out_at_the_rate_of_the_channel_and_by_itself()
    {
        await using var told = await NotifiedMonitor.Start();
        await told.Crash();
        var sent = new ConcurrentQueue<DateTimeOffset>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        told.Sender.Rate = new(Burst: 3, TimeSpan.FromSeconds(2));
        told.Sender.Answer = (_, _) =>
        {
            sent.Enqueue(told.Monitor.Time.GetUtcNow());
            if (sent.Count == Flood) all.TrySetResult();
            return Task.FromResult(new DeliveryOutcome(DeliveryResult.Delivered, "ok"));
        };
        await StoreOthers(told, Flood);

        await told.DrainAfter(TimeSpan.Zero);
        sent.Count.ShouldBe(3, "the burst goes at once");
        await told.Monitor.FinishAny(all.Task);

        var times = sent.ToList();
        times.Skip(3).Zip(times.Skip(2), (one, before) => one - before).ShouldAllBe(pause => pause >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_message_that_failed_before_does_not_wait_for_its_schedule_although_another_goes_first()
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.AnswerAll(DeliveryResult.Transient);
        await told.Crash();
        await told.DrainAfter(TimeSpan.FromSeconds(6));
        await told.DrainAfter(TimeSpan.FromMinutes(5.1));
        var failed = (await told.Rows()).ShouldHaveSingleItem();
        told.Sender.Rate = new(Burst: 1, TimeSpan.FromSeconds(2));
        told.Sender.AnswerAll(DeliveryResult.Delivered);
        told.Monitor.Time.Advance(TimeSpan.FromMinutes(6));
        await StoreOthers(told, 1);

        await told.DrainAfter(TimeSpan.Zero);
        (await told.Rows())[0].State.ShouldBe(NotificationState.Pending, "it has to wait for the rate");
        await told.DrainAfter(TimeSpan.FromSeconds(2));

        failed.NextAttemptAt.ShouldBeGreaterThan(told.Monitor.Time.GetUtcNow().AddMinutes(20));
        (await told.Rows())[0].State.ShouldBe(NotificationState.Delivered);
    }

    // Steps of other incidents, stored together.
    private static async Task StoreOthers(NotifiedMonitor told, int count)
    {
        var row = (await told.Rows()).ShouldHaveSingleItem();
        var incident = (await told.Monitor.Incidents()).Single(one => one.Id == row.Notice.IncidentId);
        var rows = Enumerable.Range(1, count).Select(number => row with
        {
            Id = $"msg_{number}",
            State = NotificationState.Pending,
            Attempts = 0,
            NextAttemptAt = told.Monitor.Time.GetUtcNow(),
            LastAttemptAt = null,
            LastError = null,
            Notice = row.Notice with { IncidentId = $"i{number}" },
        });
        await told.Monitor.Services.GetRequiredService<IIncidentStore>()
            .SaveAsync(incident, null, [.. rows], TestContext.Current.CancellationToken);
    }
}

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
        await StoreFlood(told);

        await told.DrainAfter(TimeSpan.Zero);
        sent.Count.ShouldBe(3, "the burst goes at once");
        await told.Monitor.FinishAny(all.Task);

        var times = sent.ToList();
        times.Skip(3).Zip(times.Skip(2), (one, before) => one - before).ShouldAllBe(pause => pause >= TimeSpan.FromSeconds(2));
    }

    // Steps of other incidents, stored together.
    private static async Task StoreFlood(NotifiedMonitor told)
    {
        var row = (await told.Rows()).ShouldHaveSingleItem();
        var incident = (await told.Monitor.Incidents()).Single(one => one.Id == row.Notice.IncidentId);
        var rows = Enumerable.Range(1, Flood).Select(number => row with
        {
            Id = $"msg_{number}",
            State = NotificationState.Pending,
            Attempts = 0,
            Notice = row.Notice with { IncidentId = $"i{number}" },
        });
        await told.Monitor.Services.GetRequiredService<IIncidentStore>()
            .SaveAsync(incident, null, [.. rows], TestContext.Current.CancellationToken);
    }
}

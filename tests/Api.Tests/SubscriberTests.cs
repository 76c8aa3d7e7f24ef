using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Live;

namespace OrleansMonitor.Api.Tests;

public sealed class SubscriberTests
{
    [Fact]
    public async Task A_subscriber_that_does_not_read_holds_nobody_up_and_misses_nothing()
    {
        // Far more than the ring, the connection and the kernel keep between them.
        const int Events = 12_000;
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        using var slow = new RawHub();
        await slow.Connect(app.Address, "/hubs/events");
        await slow.Send("""{"type":4,"invocationId":"1","target":"Subscribe","arguments":[0]}""");
        await Publish(app, 0, 1);
        (await slow.Receive()).GetProperty("item").GetProperty("sequence").GetInt64().ShouldBe(1);
        var hub = await app.Hub("/hubs/events");

        var quick = Read(hub, Events);
        for (var first = 1; first < Events; first += 500) await Publish(app, first, Math.Min(500, Events - first));
        (await quick).ShouldBe(Enumerable.Range(1, Events).Select(i => (long)i));

        for (var sequence = 2; sequence <= Events; sequence++)
            (await slow.Receive()).GetProperty("item").GetProperty("sequence").GetInt64().ShouldBe(sequence);
    }

    [Fact]
    public async Task A_subscriber_from_before_retention_goes_on_with_what_comes()
    {
        const int Deleted = 5000;
        using var database = new TempDatabase();
        await using (var app = await RunningApp.Start(database.File))
        {
            for (var first = 0; first < Deleted; first += 500) await Publish(app, first, 500);
            await app.Service<IEventStore>().CleanUpAsync(DateTimeOffset.MaxValue, RunningApp.Timeout);
        }

        await using var again = await RunningApp.Start(database.File);
        await using var events = (await again.Hub("/hubs/events")).StreamAsync<JsonElement>("Subscribe", (long?)3, RunningApp.Timeout)
            .GetAsyncEnumerator(RunningApp.Timeout);
        var next = events.MoveNextAsync();
        await Publish(again, Deleted, 1);

        (await next).ShouldBeTrue();
        events.Current.GetProperty("sequence").GetInt64().ShouldBe(Deleted + 1);
    }

    [Fact]
    public async Task Subscribers_are_counted_while_they_stay()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        var factory = app.Service<IMeterFactory>();
        var counted = Channel.CreateUnbounded<int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "monitor.live.subscribers" && ReferenceEquals(instrument.Meter.Scope, factory))
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, delta, _, _) => counted.Writer.TryWrite(delta));
        listener.Start();
        await Publish(app, 0, 1);
        var hub = await app.Hub("/hubs/events");
        await using (var events = hub.StreamAsync<JsonElement>("Subscribe", (long?)0, RunningApp.Timeout)
            .GetAsyncEnumerator(RunningApp.Timeout)) await events.MoveNextAsync();

        (await counted.Reader.ReadAsync(RunningApp.Timeout)).ShouldBe(1);
        await hub.StopAsync(RunningApp.Timeout);
        (await counted.Reader.ReadAsync(RunningApp.Timeout)).ShouldBe(-1);
    }

    private static Task Publish(RunningApp app, int first, int count) => app.Service<IGrainFactory>().Feed().Publish(
    [
        .. Enumerable.Range(first, count).Select(i => new MonitorEvent
        {
            Id = $"test:{i}", Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(i), Type = EventType.System, Severity = Severity.Info,
            Source = EventSource.Monitor, Title = $"{i}", Message = new string('x', 1000),
        }),
    ]);

    private static async Task<List<long>> Read(HubConnection hub, int count)
    {
        var seen = new List<long>();
        await foreach (var e in hub.StreamAsync<JsonElement>("Subscribe", (long?)0, RunningApp.Timeout))
        {
            seen.Add(e.GetProperty("sequence").GetInt64());
            if (seen.Count == count) break;
        }

        return seen;
    }
}

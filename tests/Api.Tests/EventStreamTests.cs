using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Api.Live;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

public sealed class EventStreamTests
{
    [Fact]
    public async Task A_killed_guest_is_an_event_at_a_live_client()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Polled();
        var hub = await app.Hub("/hubs/events");
        await using var events =
            hub.StreamAsync<JsonElement>("Subscribe", (long?)null, RunningApp.Timeout).GetAsyncEnumerator(RunningApp.Timeout);
        var next = events.MoveNextAsync();

        // What a subscriber gets begins when the server has seen it; the second kill comes after the first one arrived.
        proxmox.Cluster.KillGuest(100);
        (await next).ShouldBeTrue();

        events.Current.GetProperty("guest").GetInt32().ShouldBe(100);
        events.Current.GetProperty("type").GetString().ShouldBe("state_change");
        events.Current.GetProperty("source").GetString().ShouldBe("monitor");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reconnects_and_restarts_leave_no_gap_and_no_double(bool messagePack)
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox(30);
        var received = new List<long>();
        for (var life = 0; life < 3; life++)
        {
            await using var app = await RunningApp.Start(database.File, proxmox);
            for (var connection = 0; connection < 3; connection++)
            {
                var vmid = 100 + (life * 3) + connection;
                if (proxmox.Cluster.Guest(vmid) is { Status: "running", Template: false, HaState: null }) proxmox.Cluster.KillGuest(vmid);
                var hub = await app.Hub("/hubs/events", builder => _ = messagePack ? builder.AddMessagePackProtocol() : builder);
                await foreach (var sequence in Sequences(hub, received.LastOrDefault(), messagePack))
                {
                    received.Add(sequence);
                    if (received.Count % 2 == 0) break;
                }

                await hub.StopAsync(RunningApp.Timeout);
            }
        }

        received.Count.ShouldBeGreaterThanOrEqualTo(9);
        received.ShouldBe(Enumerable.Range(1, received.Count).Select(i => (long)i));
    }

    [Fact]
    public async Task A_sequence_from_another_database_is_refused_in_words()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        var hub = await app.Hub("/hubs/events");

        var problem = await Should.ThrowAsync<HubException>(async () =>
        {
            await foreach (var _ in hub.StreamAsync<JsonElement>("Subscribe", (long?)5000, RunningApp.Timeout)) break;
        });

        problem.Message.ShouldContain("beyond the newest");
    }

    [Fact]
    public async Task Hundreds_of_subscribers_each_get_everything_once()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        const int Settings = 40;
        var hubs = new List<HubConnection>();
        for (var i = 0; i < 25; i++) hubs.Add(await app.Hub("/hubs/events"));

        var readers = Enumerable.Range(0, hubs.Count * LiveStreams.PerConnection).Select(async reader =>
        {
            var seen = new List<long>();
            await foreach (var e in hubs[reader % hubs.Count].StreamAsync<JsonElement>("Subscribe", (long?)0, RunningApp.Timeout))
            {
                seen.Add(e.GetProperty("sequence").GetInt64());
                if (seen.Count == Settings) break;
            }

            return seen;
        }).ToList();
        for (var i = 0; i < Settings; i++)
            (await app.Http.PutAsync(
                "/api/v1/autonomy/level", new StringContent($$"""{"level":{{i % 5}}}""", null, "application/json"),
                RunningApp.Timeout)).EnsureSuccessStatusCode();

        foreach (var seen in await Task.WhenAll(readers)) seen.ShouldBe(Enumerable.Range(1, Settings).Select(i => (long)i));
    }

    private static async IAsyncEnumerable<long> Sequences(HubConnection hub, long after, bool messagePack)
    {
        if (messagePack)
        {
            await foreach (var e in hub.StreamAsync<Dictionary<string, object?>>("Subscribe", (long?)after, RunningApp.Timeout))
                yield return Convert.ToInt64(e["sequence"]);
        }
        else
        {
            await foreach (var e in hub.StreamAsync<JsonElement>("Subscribe", (long?)after, RunningApp.Timeout))
                yield return e.GetProperty("sequence").GetInt64();
        }
    }
}

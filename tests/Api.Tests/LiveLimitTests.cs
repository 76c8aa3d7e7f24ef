using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Live;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>How much of the API one client can take up.</summary>
public sealed class LiveLimitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeConnection _connection = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_has_a_bounded_number_of_streams_and_the_next_one_is_refused_in_words()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        using var hub = new RawHub();
        await hub.Connect(app.Address, "/hubs/events");

        for (var id = 1; id <= LiveStreams.PerConnection + 1; id++)
            await hub.Send($$"""{"type":4,"invocationId":"{{id}}","target":"Subscribe","arguments":[null]}""");

        var refused = await hub.Receive();
        refused.GetProperty("type").GetInt32().ShouldBe(3);
        refused.GetProperty("invocationId").GetString().ShouldBe("9");
        refused.GetProperty("error").GetString().ShouldNotBeNull().ShouldContain("8 streams");

        await hub.Send("""{"type":5,"invocationId":"1"}""");
        (await hub.Receive()).GetProperty("invocationId").GetString().ShouldBe("1");
        await hub.Send("""{"type":4,"invocationId":"10","target":"Subscribe","arguments":[-5]}""");
        await hub.Send("""{"type":4,"invocationId":"11","target":"Subscribe","arguments":[null]}""");
        var next = await hub.Receive();
        next.GetProperty("invocationId").GetString().ShouldBe("11", "one place was free");
    }

    [Fact]
    public async Task A_client_has_a_bounded_number_of_connections()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, null, null, "--Monitor:Auth:ConnectionsPerClient=2");
        using var first = new RawHub();
        using var second = new RawHub();
        using var third = new RawHub();
        await first.Connect(app.Address, "/hubs/events");
        await second.Connect(app.Address, "/hubs/cluster");

        using var refused = await app.Http.PostAsync("/hubs/events/negotiate", null, RunningApp.Timeout);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(() => third.Connect(app.Address, "/hubs/events")))
            .Message.ShouldContain("429");
        (await app.Http.GetAsync("/api/v1/status", RunningApp.Timeout)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void Clients_are_counted_apart_and_forgotten_with_their_last_connection()
    {
        var (limit, here, there) = (new ConnectionLimit(1), IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));

        limit.TryOpen(here).ShouldBeTrue();
        limit.TryOpen(here).ShouldBeFalse();
        limit.TryOpen(there).ShouldBeTrue();
        limit.Close(here);
        limit.Close(there);

        limit.Clients.ShouldBe(0);
        limit.TryOpen(here).ShouldBeTrue();
    }

    [Fact]
    public async Task A_client_that_leaves_an_item_unread_is_disconnected_after_half_a_minute()
    {
        await using var stream = Stream(Items(3, null, Stop));

        (await stream.MoveNextAsync()).ShouldBeTrue();
        _time.Advance(LiveStreams.SlowAfter - TimeSpan.FromMilliseconds(1));
        _connection.Aborted.ShouldBeFalse();
        (await stream.MoveNextAsync()).ShouldBeTrue("it was read in time");
        _time.Advance(LiveStreams.SlowAfter - TimeSpan.FromMilliseconds(1));
        _connection.Aborted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _connection.Aborted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_client_that_has_read_everything_may_wait_for_as_long_as_it_likes()
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stream = Stream(Items(1, never.Task, Stop));
        await stream.MoveNextAsync();

        var next = stream.MoveNextAsync();
        _time.Advance(TimeSpan.FromDays(1));

        _connection.Aborted.ShouldBeFalse();
        never.SetResult();
        (await next).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stream_that_fails_tells_the_client_nothing_of_the_inside()
    {
        var failing = Items(1, Task.FromException(new InvalidOperationException("password=x")), Stop);
        await using var stream = Stream(failing);
        await stream.MoveNextAsync();

        (await Should.ThrowAsync<HubException>(async () => await stream.MoveNextAsync())).Message.ShouldNotContain("password");
    }

    [Fact]
    public async Task Failed_hub_calls_leave_no_stack_traces_in_the_log()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        using var hub = new RawHub();
        await hub.Connect(app.Address, "/hubs/autonomy");

        foreach (var arguments in new[] { "[9,null,null]", "[\"x\",null,null]", "[]", "[{},[],{}]", "[1,\"\\ud800\",null]" })
        {
            await hub.Send($$"""{"type":1,"invocationId":"1","target":"SetLevel","arguments":{{arguments}}}""");
            (await hub.Receive()).GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
        }

        app.Log.Lines.ShouldAllBe(line => !line.Contains("   at "));
    }

    private IAsyncEnumerator<int> Stream(IAsyncEnumerable<int> items) =>
        new LiveStreams(new FailureLog(_time, NullLogger<FailureLog>.Instance), _time, NullLogger<LiveStreams>.Instance)
            .Run(_connection, "events", items, Stop).GetAsyncEnumerator(Stop);

    private static async IAsyncEnumerable<int> Items(
        int count, Task? end = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var i = 0; i < count; i++) yield return i;
        if (end is not null) await end.WaitAsync(cancellation);
    }

    private sealed class FakeConnection : HubCallerContext
    {
        public bool Aborted { get; private set; }

        public override string ConnectionId => "1";

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => CancellationToken.None;

        public override void Abort() => Aborted = true;
    }
}

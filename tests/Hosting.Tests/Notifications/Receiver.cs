using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Channels;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Tests.Notifications;

/// <summary>A real HTTP server that answers what the test says and remembers what it received.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    private Receiver(WebApplication app) => _app = app;

    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Answers by what was received; instead of <see cref="Answer"/>.</summary>
    public Func<Received, Reply>? Respond { get; set; }

    public IReadOnlyList<Received> Requests => [.. _received];

    public string Url => _app.Urls.Single();

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.Receive);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Sends a message as the monitor does, with the given destination.</summary>
    public static async Task<DeliveryOutcome> Send(DestinationOptions destination, NotificationMessage message, TimeProvider? time = null)
    {
        var options = new Dictionary<string, DestinationOptions>(StringComparer.Ordinal) { ["ops"] = destination };
        await using var services = new ServiceCollection().AddSingleton(time ?? TimeProvider.System).AddNotificationChannels(options, new())
            .BuildServiceProvider();
        return await services.GetRequiredService<INotificationSender>()
            .SendAsync(new("ops", "test"), message, TestContext.Current.CancellationToken);
    }

    /// <summary>Tells a destination what is still open.</summary>
    public static async Task<DeliveryOutcome> Refresh(
        DestinationOptions destination, IReadOnlyList<NotificationMessage> open, TimeProvider? time = null)
    {
        var options = new Dictionary<string, DestinationOptions>(StringComparer.Ordinal) { ["ops"] = destination };
        await using var services = new ServiceCollection().AddSingleton(time ?? TimeProvider.System).AddNotificationChannels(options, new())
            .BuildServiceProvider();
        return await services.GetRequiredService<INotificationSender>()
            .RefreshAsync(new("ops", "test"), open, TestContext.Current.CancellationToken);
    }

    /// <summary>How much a destination takes.</summary>
    public static MessageLimits LimitsOf(DestinationOptions destination)
    {
        var options = new Dictionary<string, DestinationOptions>(StringComparer.Ordinal) { ["ops"] = destination };
        using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddNotificationChannels(options, new())
            .BuildServiceProvider();
        return services.GetRequiredService<INotificationSender>().LimitsOf(new("ops", "test"));
    }

    public static NotificationMessage Message(MessageForm form = MessageForm.Trouble) => MessageRenderer.Render(
        new()
        {
            Id = "msg_1",
            Destination = "ops",
            Route = "",
            NextAttemptAt = DateTimeOffset.UnixEpoch,
            Notice = Notice.Of(Storage.Rows.Incident(1), "opened", Storage.Rows.Noon, "no task – ✓", "repair proposed"),
        },
        form, new(200, 2000), "https://monitor.lan");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Receive(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var received = new Received(context.Request.Path, headers, await reader.ReadToEndAsync(context.RequestAborted))
        {
            Method = context.Request.Method,
            Query = context.Request.QueryString.ToString(),
        };
        _received.Enqueue(received);
        if (Respond?.Invoke(received) is { } reply) await reply.Write(context);
        else await Answer(context);
    }
}

/// <summary>A request as it arrived.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Method { get; init; } = "";

    public string Query { get; init; } = "";
}

/// <summary>An answer.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its body.</param>
/// <param name="RetryAfter">The seconds in its header <c>Retry-After</c>; null for none.</param>
internal sealed record Reply(int Status, string Body = "", int? RetryAfter = null)
{
    public Task Write(HttpContext context)
    {
        context.Response.StatusCode = Status;
        if (RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Body.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(Body, TestContext.Current.CancellationToken);
    }
}

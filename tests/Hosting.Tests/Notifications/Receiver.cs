using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Channels;
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
        await using var services = new ServiceCollection().AddSingleton(time ?? TimeProvider.System).AddNotificationChannels(options)
            .BuildServiceProvider();
        return await services.GetRequiredService<INotificationSender>()
            .SendAsync(new("ops", "test"), message, TestContext.Current.CancellationToken);
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
        _received.Enqueue(new(context.Request.Path, headers, await reader.ReadToEndAsync(context.RequestAborted)));
        await Answer(context);
    }
}

/// <summary>A request as it arrived.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Body);

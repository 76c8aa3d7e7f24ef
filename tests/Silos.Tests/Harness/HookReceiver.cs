using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Silos.Tests.Harness;

/// <summary>A webhook that accepts every message of the monitor and remembers it.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<HookMessage> _received = new();
    private WebApplication? _app;

    /// <summary>What it received, in order; one that was sent again has the same id.</summary>
    public IReadOnlyList<HookMessage> Received => [.. _received];

    public string Url => $"{_app!.Urls.Single()}/hook";

    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(Receive);
        await _app.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task Receive(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var data = body.RootElement.GetProperty("data");
        _received.Enqueue(new(
            context.Request.Headers["webhook-id"].ToString(), data.GetProperty("incidentId").GetString()!,
            body.RootElement.GetProperty("type").GetString()!));
    }
}

/// <summary>A message of the monitor.</summary>
internal sealed record HookMessage(string Id, string Incident, string Type);

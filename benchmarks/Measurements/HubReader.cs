using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>A SignalR client that reads events until it is disposed.</summary>
internal abstract class HubReader(HubConnection hub) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private Task _reading = Task.CompletedTask;

    public async Task BeginAsync()
    {
        await hub.StartAsync();
        _reading = ReadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _reading;
        await hub.DisposeAsync();
        _ended.Dispose();
    }

    /// <summary>Handles an event on arrival.</summary>
    protected abstract void Note(JsonElement seen);

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var seen in hub.StreamAsync<JsonElement>("Subscribe", (long?)null, _ended.Token)) Note(seen);
        }
        catch (Exception over) when (over is OperationCanceledException or WebSocketException or IOException)
        {
            // The measurement has ended or has stopped the monitor.
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>A SignalR client that notes when the first event of each guest's change of state reaches it.</summary>
internal sealed class EventArrivals(HubConnection hub) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, long> _arrived = [];
    private readonly CancellationTokenSource _ended = new();
    private Task _reading = Task.CompletedTask;

    /// <summary>Arrivals by VMID, in ticks of <see cref="Stopwatch"/>: one clock for all processes of a machine.</summary>
    public IReadOnlyDictionary<int, long> All => _arrived;

    public async Task BeginAsync()
    {
        await hub.StartAsync();
        _reading = ReadAsync();
    }

    public void Forget() => _arrived.Clear();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _reading;
        await hub.DisposeAsync();
        _ended.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var seen in hub.StreamAsync<JsonElement>("Subscribe", (long?)null, _ended.Token))
            {
                var at = Stopwatch.GetTimestamp();
                if (seen.GetProperty("type").GetString() == "state_change" && seen.GetProperty("guest") is { ValueKind: JsonValueKind.Number } guest)
                    _arrived.TryAdd(guest.GetInt32(), at);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}

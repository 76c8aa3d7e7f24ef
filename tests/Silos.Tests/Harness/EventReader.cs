using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace OrleansMonitor.Silos.Tests.Harness;

/// <summary>A SignalR client that reads every event from the first on, and after a break goes on behind the last one that it has.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Uri _hub;
    private readonly string? _adminKey;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly List<JsonElement> _events = [];
    private readonly Task _reading;
    private TaskCompletionSource _changed = NewSignal();

    public EventReader(Uri address, string? adminKey = null)
    {
        _adminKey = adminKey;
        _hub = new(address, "/hubs/events");
        _reading = Task.Run(ReadAsync);
    }

    public IReadOnlyList<JsonElement> Events
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    /// <summary>What is on record; what is only live, because the database is away, has no sequence.</summary>
    public IReadOnlyList<JsonElement> Stored => [.. Events.Where(e => e.GetProperty("sequence").GetInt64() > 0)];

    public IReadOnlyList<long> Sequences => [.. Stored.Select(e => e.GetProperty("sequence").GetInt64())];

    /// <summary>Waits for an event behind the first so many.</summary>
    public async Task<JsonElement> When(Func<JsonElement, bool> wanted, string what, int after = 0)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_events.Skip(after).FirstOrDefault(wanted) is { ValueKind: JsonValueKind.Object } found) return found;
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException late) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"{what} did not come at {_hub}; there came "
                        + $"{string.Join(" | ", Events.Select(e => e.GetProperty("title").GetString()))}", late);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _reading;
        _ended.Dispose();
    }

    private async Task ReadAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await using var connection = new HubConnectionBuilder().WithUrl(
                    _hub, options => options.AccessTokenProvider = () => Task.FromResult(_adminKey)).Build();
                await connection.StartAsync(_ended.Token);
                var last = Sequences.LastOrDefault();
                await foreach (var e in connection.StreamAsync<JsonElement>("Subscribe", (long?)last, _ended.Token)) Take(e);
            }
            catch (Exception) when (!_ended.IsCancellationRequested)
            {
                // The API is away: the next try goes on where this one ended.
                await Task.WhenAny(Task.Delay(Pause, _ended.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Take(JsonElement e)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _events.Add(e);
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

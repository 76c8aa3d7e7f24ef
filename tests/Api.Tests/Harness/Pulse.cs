using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>
/// Beats whenever the app says, over its hubs, that something moved; so that a test asks again then and not by the clock.
/// </summary>
internal sealed class Pulse : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);

    private readonly Channel<bool> _beats =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _ended = new();
    private readonly List<HubConnection> _hubs = [];
    private readonly List<Task> _listening = [];

    private Pulse()
    {
    }

    public static async Task<Pulse> Of(Func<string, Task<HubConnection>> connect)
    {
        var pulse = new Pulse();
        var cluster = await connect("/hubs/cluster");
        var events = await connect("/hubs/events");
        pulse._hubs.AddRange([cluster, events]);
        pulse._listening.Add(pulse.Listen(cluster.StreamAsync<JsonElement>("Watch", (string?)null, pulse._ended.Token)));
        pulse._listening.Add(pulse.Listen(events.StreamAsync<JsonElement>("Subscribe", (long?)null, pulse._ended.Token)));
        return pulse;
    }

    /// <summary>Asks at each beat until the answer is as wanted; says what it was otherwise.</summary>
    public async Task<JsonElement> Until(Func<Task<JsonElement>> ask, Func<JsonElement, bool> wanted, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Timeout);
        JsonElement last = default;
        try
        {
            while (true)
            {
                last = await ask();
                if (wanted(last)) return last;
                await _beats.Reader.ReadAsync(patience.Token);
            }
        }
        catch (OperationCanceledException late) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{what} did not show within {Timeout.TotalSeconds} s; the last answer was {last}", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        foreach (var hub in _hubs) await hub.DisposeAsync();
        await Task.WhenAll(_listening);
        _ended.Dispose();
    }

    private async Task Listen(IAsyncEnumerable<JsonElement> stream)
    {
        try
        {
            await foreach (var _ in stream) _beats.Writer.TryWrite(true);
        }
        catch (Exception) when (_ended.IsCancellationRequested)
        {
            // The test is over.
        }
        catch (Exception problem)
        {
            // The app went away: who waits for it learns why.
            _beats.Writer.TryComplete(problem);
        }
    }
}

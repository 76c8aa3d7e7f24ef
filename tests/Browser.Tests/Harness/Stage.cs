using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Dashboard.Live;
using OrleansMonitor.Dashboard.Ports;

namespace OrleansMonitor.Browser.Tests.Harness;

/// <summary>
/// How late after its time stamp, in milliseconds, each event has passed the stages within the process; from its making on.
/// </summary>
internal sealed class Stage : IDisposable
{
    private readonly LiveBoard _board;
    private readonly ConcurrentQueue<double> _fed = new();
    private readonly ConcurrentQueue<double> _shown = new();
    private long _newest;

    public Stage(RunningMonitor monitor, CancellationToken stop)
    {
        _board = monitor.Services.GetRequiredService<LiveBoard>();
        _newest = _board.Current.Newest;
        _board.Moved += Show;
        _ = Follow(monitor.Services.GetRequiredService<IEventSource>(), _newest, stop);
    }

    /// <summary>Stored and handed to followers of the feed.</summary>
    public IReadOnlyCollection<double> Fed => _fed;

    /// <summary>On the board that viewers share.</summary>
    public IReadOnlyCollection<double> Shown => _shown;

    /// <summary>When each guest broke, by its id: the time stamp of the first event that names a condition of it.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> Broke { get; } = new(StringComparer.Ordinal);

    public void Dispose() => _board.Moved -= Show;

    private static double Late(DateTimeOffset at) => (TimeProvider.System.GetUtcNow() - at).TotalMilliseconds;

    private async Task Follow(IEventSource events, long after, CancellationToken stop)
    {
        await foreach (var e in events.ReadAsync(after, stop))
        {
            _fed.Enqueue(Late(e.Timestamp));
            if (e is { Guest: { } guest, Condition: not null }) Broke.TryAdd($"{e.Cluster}/{guest}", e.Timestamp);
        }
    }

    private void Show()
    {
        lock (_shown)
        {
            foreach (var e in _board.Current.Events.Reverse().TakeWhile(e => e.Sequence > _newest)) _shown.Enqueue(Late(e.Timestamp));
            _newest = _board.Current.Newest;
        }
    }
}

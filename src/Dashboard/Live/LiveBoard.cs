using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Dashboard.History;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>
/// Keeps the one <see cref="Board"/> that all viewers share, and tells them that it moved. What comes after a quiet while is shown at once;
/// in a burst, events follow 25 times a second at most, clusters ten times and the rest four times.
/// </summary>
public sealed partial class LiveBoard : BackgroundService
{
    private const int MaxEvents = 1000;
    private const int MaxIncidents = 200;
    private static readonly TimeSpan EventGap = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan MoveGap = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private readonly IClusterSource _clusters;
    private readonly EventTail _tail;
    private readonly IMonitorService _desk;
    private readonly Recorder _recorder;
    private readonly TimeProvider _time;
    private readonly ILogger<LiveBoard> _log;
    private readonly WakeSignal _arrival;
    private readonly WakeSignal _move;
    private readonly WakeSignal _ask;
    private readonly Lock _lock = new();
    private Board _current = new();

    /// <summary>A board that these fill.</summary>
    public LiveBoard(
        IClusterSource clusters, IEventSource events, IMonitorService monitor, Recorder recorder, TimeProvider time, ILogger<LiveBoard> log)
    {
        (_clusters, _desk, _recorder, _time, _log) = (clusters, monitor, recorder, time, log);
        (_arrival, _move, _ask) = (new(time), new(time), new(time));
        _tail = new(events, time, MaxEvents);
    }

    /// <summary>The board has moved. Raised on a thread of the board's own: return at once.</summary>
    public event Action? Moved;

    /// <summary>What there is to show now.</summary>
    public Board Current => Volatile.Read(ref _current);

    /// <summary>Has the level, the kill switch, storms and the incidents read again: somebody has just changed them.</summary>
    public void Ask() => _ask.Set();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _clusters.Moved += _move.Set;
        try
        {
            // The recorder wants a look now and then, whether anything moved or not.
            await Task.WhenAll(
                _tail.FollowAsync(Arrived, reason => LogFailed(_log, reason), stoppingToken),
                Whenever(_arrival, EventGap, Refresh, ShowEvents, stoppingToken),
                Whenever(_move, MoveGap, Pause, ShowClusters, stoppingToken),
                Whenever(_ask, Gap, Refresh, Reread, stoppingToken));
        }
        finally
        {
            _clusters.Moved -= _move.Set;
        }
    }

    // Each part of the board moves by itself: a database that answers slowly holds up neither events nor clusters.
    private void Publish(Func<Board, Board> change)
    {
        lock (_lock)
        {
            var next = change(_current);
            if (next == _current) return;
            Volatile.Write(ref _current, next);
        }

        Moved?.Invoke();
    }

    private async Task Whenever(
        WakeSignal signal, TimeSpan gap, TimeSpan longest, Func<CancellationToken, Task> step, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                try
                {
                    await step(stopping);
                }
                catch (Exception problem) when (problem is not OutOfMemoryException && !stopping.IsCancellationRequested)
                {
                    LogFailed(_log, problem.Message);
                }

                await Task.Delay(gap, _time, stopping);
                await signal.WaitAsync(longest, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private void Arrived()
    {
        _arrival.Set();
        _ask.Set();
    }

    private Task ShowEvents(CancellationToken stopping)
    {
        Publish(board => board with { Events = _tail.Append(board.Events) });
        return Task.CompletedTask;
    }

    private Task ShowClusters(CancellationToken stopping)
    {
        var pictures = Pictures(Current.Clusters);
        _recorder.Record(pictures, _time.GetUtcNow());
        Publish(board => board with { Clusters = pictures });
        return Task.CompletedTask;
    }

    private ImmutableArray<ClusterPicture> Pictures(ImmutableArray<ClusterPicture> before)
    {
        var names = _clusters.Names;
        if (before.Length == names.Count && before.All(picture => _clusters.VersionOf(picture.Name) == picture.Version)) return before;
        return [.. names.Select(
            (name, i) => i < before.Length && _clusters.VersionOf(name) == before[i].Version ? before[i] : _clusters.Read(name))];
    }

    // What cannot be read stays as it was, and the page says so.
    private async Task Reread(CancellationToken stopping)
    {
        Publish(board => board with { StorageTrouble = _desk.StorageTrouble });
        try
        {
            var autonomy = await _desk.AutonomyAsync();
            var storms = await _desk.StormsAsync();
            var open = await _desk.IncidentsAsync(new(OpenOnly: true, Limit: MaxIncidents), stopping);
            var count = open.NextCursor is null ? open.Items.Length : await _desk.CountOpenAsync(stopping);
            Publish(board => board with
            {
                Autonomy = autonomy,
                Storms = storms.SequenceEqual(board.Storms) ? board.Storms : storms,
                OpenIncidents = Unmoved(board.OpenIncidents, open.Items),
                OpenCount = count,
                Trouble = null,
            });
        }
        catch (Exception problem) when (problem is not OutOfMemoryException && !stopping.IsCancellationRequested)
        {
            if (Current.Trouble is null) LogFailed(_log, problem.Message);
            Publish(board => board with { Trouble = problem.Message });
        }
    }

    // Keeps the array where nothing in it moved, so that a quiet board is equal to the one before.
    private static ImmutableArray<Incident> Unmoved(ImmutableArray<Incident> before, ImmutableArray<Incident> now) =>
        before.Length == now.Length && before.Zip(now).All(pair => Same(pair.First, pair.Second)) ? before : now;

    private static bool Same(Incident a, Incident b) =>
        a.Id == b.Id && a.State == b.State && a.Severity == b.Severity && a.Cause == b.Cause && a.Title == b.Title
        && a.Timeline.Length == b.Timeline.Length && a.Suppressions.Length == b.Suppressions.Length && a.Flap == b.Flap;

    [LoggerMessage(LogLevel.Warning, "The dashboard shows what it knew before: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);
}

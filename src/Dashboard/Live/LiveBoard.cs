using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Dashboard.History;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>Keeps the one <see cref="Board"/> that all viewers share, and tells them that it moved: of events at most ten times a second, of the rest four times.</summary>
public sealed partial class LiveBoard(IClusterSource clusters, IEventSource events, IMonitorDesk desk, Recorder recorder, TimeProvider time, ILogger<LiveBoard> log)
    : BackgroundService
{
    private const int MaxEvents = 1000;
    private const int MaxIncidents = 200;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private readonly Channel<MonitorEvent> _arrived = Channel.CreateUnbounded<MonitorEvent>(new() { SingleReader = true, SingleWriter = true });
    private readonly Lock _lock = new();
    private Board _current = new();
    private long _refreshedAt;
    private int _asked;

    /// <summary>The board has moved. Raised on a thread of the board's own: return at once.</summary>
#pragma warning disable MA0046 // a sender and event arguments tell nothing here
    public event Action? Moved;

    /// <summary>What there is to show now.</summary>
    public Board Current => Volatile.Read(ref _current);

    /// <summary>Has the level, the kill switch, storms and the incidents read again at the next beat: somebody has just changed them.</summary>
    public void Ask() => Volatile.Write(ref _asked, 1);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        FollowEvents(stoppingToken), ShowEvents(stoppingToken), Every(Period, ShowClusters, stoppingToken), Every(Period, Reread, stoppingToken));

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

    private async Task Every(TimeSpan period, Func<CancellationToken, Task> step, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            do
            {
                try
                {
                    await step(stopping);
                }
                catch (Exception problem) when (problem is not OutOfMemoryException && !stopping.IsCancellationRequested)
                {
                    LogFailed(log, problem.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task ShowEvents(CancellationToken stopping)
    {
        try
        {
            while (await _arrived.Reader.WaitToReadAsync(stopping))
            {
                Publish(board => board with { Events = Arrived(board.Events) });
                Ask();
                await Task.Delay(Breath, time, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private Task ShowClusters(CancellationToken stopping)
    {
        var pictures = Pictures(Current.Clusters);
        recorder.Record(pictures, time.GetUtcNow());
        Publish(board => board with { Clusters = pictures });
        return Task.CompletedTask;
    }

    private ImmutableArray<ClusterPicture> Pictures(ImmutableArray<ClusterPicture> before)
    {
        var names = clusters.Names;
        if (before.Length == names.Count && before.All(picture => clusters.VersionOf(picture.Name) == picture.Version)) return before;
        return [.. names.Select((name, i) => i < before.Length && clusters.VersionOf(name) == before[i].Version ? before[i] : clusters.Take(name))];
    }

    private ImmutableArray<MonitorEvent> Arrived(ImmutableArray<MonitorEvent> before)
    {
        if (!_arrived.Reader.TryRead(out var first)) return before;
        var all = before.ToBuilder();
        all.Add(first);
        while (_arrived.Reader.TryRead(out var more)) all.Add(more);
        if (all.Count > MaxEvents) all.RemoveRange(0, all.Count - MaxEvents);
        return all.ToImmutable();
    }

    // What cannot be read stays as it was, and the page says so.
    private async Task Reread(CancellationToken stopping)
    {
        var due = _refreshedAt == 0 || time.GetElapsedTime(_refreshedAt) >= Refresh;
        if (Interlocked.Exchange(ref _asked, 0) == 0 && !due) return;
        _refreshedAt = time.GetTimestamp();
        try
        {
            var autonomy = await desk.AutonomyAsync();
            var storms = await desk.StormsAsync();
            var open = await desk.IncidentsAsync(new(OpenOnly: true, Limit: MaxIncidents), stopping);
            var count = open.NextCursor is null ? open.Items.Length : await desk.CountOpenAsync(stopping);
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
            if (Current.Trouble is null) LogFailed(log, problem.Message);
            Publish(board => board with { Trouble = problem.Message });
        }
    }

    // Keeps the array where nothing in it moved, so that a quiet board is equal to the one before.
    private static ImmutableArray<Incident> Unmoved(ImmutableArray<Incident> before, ImmutableArray<Incident> now) =>
        before.Length == now.Length && before.Zip(now).All(pair => Same(pair.First, pair.Second)) ? before : now;

    private static bool Same(Incident a, Incident b) =>
        a.Id == b.Id && a.State == b.State && a.Severity == b.Severity && a.Cause == b.Cause && a.Title == b.Title && a.Timeline.Length == b.Timeline.Length && a.Suppressions.Length == b.Suppressions.Length && a.Flap == b.Flap;

    private async Task FollowEvents(CancellationToken stopping)
    {
        long? after = null;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                after ??= Math.Max(0, await events.NewestAsync(stopping) - MaxEvents);
                await foreach (var e in events.ReadAsync(after.Value, stopping))
                {
                    after = e.Sequence;
                    await _arrived.Writer.WriteAsync(e, stopping);
                }
            }
            catch (Exception problem) when (problem is not OutOfMemoryException && !stopping.IsCancellationRequested)
            {
                LogFailed(log, problem.Message);
                await Task.Delay(Pause, time, stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The dashboard shows what it knew before: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);
}

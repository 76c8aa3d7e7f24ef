using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Dashboard.History;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>Keeps the one <see cref="Board"/> that all viewers share, and tells them, at most four times a second, that it moved.</summary>
public sealed partial class LiveBoard(IClusterSource clusters, IEventSource events, IMonitorDesk desk, Recorder recorder, TimeProvider time, ILogger<LiveBoard> log)
    : BackgroundService
{
    private const int MaxEvents = 1000;
    private const int MaxIncidents = 200;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private readonly Channel<MonitorEvent> _arrived = Channel.CreateUnbounded<MonitorEvent>(new() { SingleReader = true, SingleWriter = true });
    private Board _current = new();
    private long _refreshedAt;
    private int _asked;

    /// <summary>The board has moved. Raised on a thread of the board's own: return at once.</summary>
#pragma warning disable MA0046 // a sender and event arguments tell nothing here
    public event Action? Moved;

    /// <summary>What there is to show now.</summary>
    public Board Current => Volatile.Read(ref _current);

    /// <summary>Has the level, the kill switch and the incidents read again at the next beat: somebody has just changed them.</summary>
    public void Ask() => Volatile.Write(ref _asked, 1);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(FollowEvents(stoppingToken), Beats(stoppingToken));

    private async Task Beats(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                try
                {
                    await Step(stopping);
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

    private async Task Step(CancellationToken stopping)
    {
        var before = Current;
        var next = before with { Clusters = Pictures(before.Clusters), Events = Arrived(before.Events) };
        recorder.Record(next.Clusters, time.GetUtcNow());
        var due = _refreshedAt == 0 || time.GetElapsedTime(_refreshedAt) >= Refresh;
        if (due || Interlocked.Exchange(ref _asked, 0) == 1 || next.Events != before.Events) next = await Reread(next, stopping);
        if (next == before) return;
        Volatile.Write(ref _current, next);
        Moved?.Invoke();
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
    private async Task<Board> Reread(Board board, CancellationToken stopping)
    {
        _refreshedAt = time.GetTimestamp();
        try
        {
            var autonomy = await desk.AutonomyAsync();
            var open = await desk.IncidentsAsync(new(OpenOnly: true, Limit: MaxIncidents), stopping);
            var count = open.NextCursor is null ? open.Items.Length : await desk.CountOpenAsync(stopping);
            return board with { Autonomy = autonomy, OpenIncidents = Unmoved(board.OpenIncidents, open.Items), OpenCount = count, Trouble = null };
        }
        catch (Exception problem) when (problem is not OutOfMemoryException && !stopping.IsCancellationRequested)
        {
            if (board.Trouble is null) LogFailed(log, problem.Message);
            return board with { Trouble = problem.Message };
        }
    }

    // Keeps the array where nothing in it moved, so that a quiet board is equal to the one before.
    private static ImmutableArray<Incident> Unmoved(ImmutableArray<Incident> before, ImmutableArray<Incident> now) =>
        before.Length == now.Length && before.Zip(now).All(pair => Same(pair.First, pair.Second)) ? before : now;

    private static bool Same(Incident a, Incident b) =>
        a.Id == b.Id && a.State == b.State && a.Severity == b.Severity && a.Cause == b.Cause && a.Title == b.Title && a.Timeline.Length == b.Timeline.Length;

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

using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Dashboard.History;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>
/// Maintains the <see cref="Board"/> that all viewers share and notifies them of changes. The first change after a pause is shown
/// immediately; in a burst, events are updated at most 25 times a second, clusters ten times and everything else four times.
/// </summary>
public sealed partial class LiveBoard : BackgroundService
{
    private const int MaxEvents = 1000;
    private const int MaxIncidents = 1000;
    private const int IncidentsPerRead = 500;
    private static readonly TimeSpan EventGap = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan ClusterGap = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RefreshGap = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private readonly IClusterSource _clusters;
    private readonly EventTail _tail;
    private readonly IMonitorService _monitor;
    private readonly Recorder _recorder;
    private readonly TimeProvider _time;
    private readonly ILogger<LiveBoard> _log;
    private readonly WakeSignal _eventSignal;
    private readonly WakeSignal _clusterSignal;
    private readonly WakeSignal _refreshSignal;
    private readonly Lock _lock = new();
    private Board _current = new();

    /// <summary>Creates a board that reads from these services.</summary>
    public LiveBoard(
        IClusterSource clusters, IEventSource events, IMonitorService monitor, Recorder recorder, TimeProvider time, ILogger<LiveBoard> log)
    {
        (_clusters, _monitor, _recorder, _time, _log) = (clusters, monitor, recorder, time, log);
        (_eventSignal, _clusterSignal, _refreshSignal) = (new(time), new(time), new(time));
        _tail = new(events, time, MaxEvents);
    }

    /// <summary>Raised when the board has changed, on a thread of its own; handlers must return immediately.</summary>
    public event Action? Moved;

    /// <summary>The current board.</summary>
    public Board Current => Volatile.Read(ref _current);

    /// <summary>Requests a refresh of levels, kill switch, storms and incidents after somebody has changed them.</summary>
    public void RequestRefresh() => _refreshSignal.Set();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _clusters.Moved += _clusterSignal.Set;
        try
        {
            // The recorder needs samples even if nothing changed.
            await Task.WhenAll(
                _tail.FollowAsync(OnEvent, reason => LogFailed(_log, reason), stoppingToken),
                RunOnSignal(_eventSignal, EventGap, Refresh, ShowEvents, stoppingToken),
                RunOnSignal(_clusterSignal, ClusterGap, Pause, ShowClusters, stoppingToken),
                RunOnSignal(_refreshSignal, RefreshGap, Refresh, RefreshMonitorState, stoppingToken));
        }
        finally
        {
            _clusters.Moved -= _clusterSignal.Set;
        }
    }

    // Each part of the board is updated independently: a slow database delays neither events nor clusters.
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

    private async Task RunOnSignal(
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

    private void OnEvent()
    {
        _eventSignal.Set();
        _refreshSignal.Set();
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
        var known = before.ToDictionary(picture => picture.Name);
        ImmutableArray<ClusterPicture> now = [.. names.Select(
            name => known.TryGetValue(name, out var picture) && _clusters.VersionOf(name) == picture.Version
                ? picture
                : _clusters.Read(name))];
        return before.SequenceEqual(now) ? before : now;
    }

    // Values that cannot be read keep their last state, and the page shows the reason.
    private async Task RefreshMonitorState(CancellationToken stopping)
    {
        Publish(board => board with { StorageProblem = _monitor.StorageProblem });
        try
        {
            var autonomy = await _monitor.AutonomyAsync();
            var storms = await _monitor.StormsAsync();
            var (open, isAll) = await ReadOpen(stopping);
            var count = isAll ? open.Length : await _monitor.CountOpenAsync(stopping);
            Publish(board => board with
            {
                Autonomy = autonomy,
                Storms = storms.SequenceEqual(board.Storms) ? board.Storms : storms,
                OpenIncidents = KeepIfUnchanged(board.OpenIncidents, open),
                WaitingCount = open.Count(incident => incident.Need() != PersonNeed.Nothing),
                OpenCount = count,
                RefreshProblem = null,
            });
        }
        catch (Exception problem) when (problem is not OutOfMemoryException && !stopping.IsCancellationRequested)
        {
            if (Current.RefreshProblem is null) LogFailed(_log, problem.Message);
            Publish(board => board with { RefreshProblem = problem.Message });
        }
    }

    private async Task<(ImmutableArray<Incident> Open, bool IsAll)> ReadOpen(CancellationToken stopping)
    {
        var open = new List<Incident>();
        long? cursor = null;
        do
        {
            var page = await _monitor.IncidentsAsync(new(OpenOnly: true, Limit: IncidentsPerRead, Before: cursor), stopping);
            open.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null && open.Count < MaxIncidents);
        return ([.. IncidentTriage.MostImportantFirst(open)], cursor is null);
    }

    // Keeps each incident that did not change, so that only changed rows are drawn anew, and the array if none did.
    private static ImmutableArray<Incident> KeepIfUnchanged(ImmutableArray<Incident> before, ImmutableArray<Incident> now)
    {
        var known = before.ToDictionary(incident => incident.Id, StringComparer.Ordinal);
        ImmutableArray<Incident> next =
            [.. now.Select(read => known.TryGetValue(read.Id, out var kept) && Same(kept, read) ? kept : read)];
        return before.Length == next.Length && before.Zip(next).All(pair => ReferenceEquals(pair.First, pair.Second)) ? before : next;
    }

    private static bool Same(Incident a, Incident b) =>
        a.Id == b.Id && a.State == b.State && a.Severity == b.Severity && a.Cause == b.Cause && a.Title == b.Title
        && a.Timeline.Length == b.Timeline.Length && a.Suppressions.Length == b.Suppressions.Length && a.Flap == b.Flap;

    [LoggerMessage(LogLevel.Warning, "The dashboard shows older data: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);
}

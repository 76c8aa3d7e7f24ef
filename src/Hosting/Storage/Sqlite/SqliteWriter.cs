using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// The one writer of the monitor's own tables. Writes that wait together commit together, and each caller is answered after the commit that holds
/// its write. It runs on a thread of its own, because SQLite's calls block.
/// </summary>
internal sealed partial class SqliteWriter : IStorageHealth, IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansMonitor.Storage";

    private const int MaxBatch = 512;
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Channel<SqliteWork> _queue = Channel.CreateBounded<SqliteWork>(new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly SqliteDataSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteWriter> _log;
    private readonly Thread _thread;
    private readonly Histogram<double> _commits;
    private readonly Counter<long> _failures;
    private volatile string? _lastError;

    public SqliteWriter(SqliteDataSource source, TimeProvider time, IMeterFactory meters, ILogger<SqliteWriter> log)
    {
        (_source, _time, _log) = (source, time, log);
        var meter = meters.Create(MeterName);
        _commits = meter.CreateHistogram<double>("monitor.storage.commit.duration", "s", "How long a commit of waiting writes took");
        _failures = meter.CreateCounter<long>("monitor.storage.commit.failures", "{commit}", "Commits that failed and were tried again or given up");
        meter.CreateObservableGauge("monitor.storage.queue", () => _queue.Reader.Count, "{write}", "Writes that wait");
        _thread = new(Loop) { IsBackground = true, Name = "sqlite-writer" };
        _thread.Start();
    }

    public bool IsHealthy => _lastError is null;

    public string? LastError => _lastError;

    /// <summary>Does a write; answers after its commit.</summary>
    /// <exception cref="StoreUnavailableException">The database did not take it; nothing was stored.</exception>
    public async Task<T> Write<T>(Func<SqliteConnection, T> run, CancellationToken cancellation)
    {
        var work = new SqliteWork<T>(run);
        await _queue.Writer.WriteAsync(work, cancellation);
        return await work.Done;
    }

    public void Dispose()
    {
        if (_queue.Writer.TryComplete()) _thread.Join();
    }

    private void Loop()
    {
        var batch = new List<SqliteWork>(MaxBatch);
        while (Next(batch))
        {
            var began = _time.GetTimestamp();
            Commit(batch);
            _commits.Record(_time.GetElapsedTime(began).TotalSeconds);
            batch.Clear();
        }
    }

    private bool Next(List<SqliteWork> batch)
    {
        if (!Wait(_queue.Reader.WaitToReadAsync().AsTask())) return false;
        while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var work)) batch.Add(work);
        return true;
    }

    private void Commit(List<SqliteWork> batch)
    {
        var began = _time.GetTimestamp();
        while (batch.Count > 0)
        {
            try
            {
                var refused = CommitOnce(batch);
                foreach (var work in batch.Except(refused)) work.Complete();
                if (_lastError is not null) LogRecovered(_log, _source.File);
                _lastError = null;
                return;
            }
            catch (SqliteException problem)
            {
                _failures.Add(1);
                _lastError = SqliteProblems.Describe(problem, _source.File);
                LogFailed(_log, _lastError);
                if (!SqliteProblems.MayPass(problem) || _time.GetElapsedTime(began) >= GiveUpAfter)
                {
                    foreach (var work in batch) work.Fail(new StoreUnavailableException(_lastError, problem));
                    return;
                }

                Wait(Task.Delay(Pause, _time).ContinueWith(_ => true, TaskScheduler.Default));
            }
        }
    }

    private List<SqliteWork> CommitOnce(List<SqliteWork> batch)
    {
        var refused = new List<SqliteWork>();
        using var connection = (SqliteConnection)_source.OpenConnection();
        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var work in batch)
        {
            transaction.Save("one");
            try
            {
                work.Run(connection);
                transaction.Release("one");
            }
            catch (Exception problem) when (problem is not SqliteException sqlite || !SqliteProblems.MayPass(sqlite))
            {
                transaction.Rollback("one");
                work.Fail(problem);
                refused.Add(work);
            }
        }

        transaction.Commit();
        return refused;
    }

    // This thread is the writer's own: to block it is its purpose.
#pragma warning disable VSTHRD002
    private static bool Wait(Task<bool> task) => task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    [LoggerMessage(LogLevel.Error, "A commit failed. {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "The database {File} takes writes again")]
    private static partial void LogRecovered(ILogger log, string file);
}

using Microsoft.Extensions.Logging;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Storage.Writing;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// The only writer of the monitor's records and of grains' state in SQLite, which allows one write at a time. What is written at once
/// shares a commit.
/// </summary>
internal sealed class SqliteWriter : RecordWriter<SqliteSession>
{
    /// <summary>How long SQLite itself waits for a lock per attempt.</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(1);

    private readonly SqliteCommitter _committer;

    /// <inheritdoc cref="RecordWriter{TSession}" />
    /// <param name="source">Unpooled connections with <c>synchronous=FULL</c>.</param>
    /// <param name="time">The clock of pauses and limits.</param>
    /// <param name="limit">How long an operation may wait while the file is locked or full, such as 10 s.</param>
    /// <param name="metrics">The writer's metrics.</param>
    /// <param name="logger">The log of problems.</param>
    public SqliteWriter(SqliteDataSource source, TimeProvider time, TimeSpan limit, StorageMetrics metrics, ILogger<SqliteWriter> logger)
        : this(new SqliteCommitter(source, time, metrics, logger), time, limit, metrics, logger)
    {
    }

    private SqliteWriter(SqliteCommitter committer, TimeProvider time, TimeSpan limit, StorageMetrics metrics, ILogger logger)
        : base(committer, time, limit, metrics, logger) => _committer = committer;

    /// <summary>The same for synchronous work.</summary>
    public Task<T> ExecuteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation, WritePromise? promise = null) =>
        base.ExecuteAsync(session => Task.FromResult(work(session)), cancellation, promise);

    public override void Dispose()
    {
        if (Close()) _committer.Dispose();
    }

    public override async ValueTask DisposeAsync()
    {
        if (await CloseAsync().ConfigureAwait(false)) _committer.Dispose();
    }
}

using Microsoft.Data.Sqlite;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>One caller's write, to be committed together with others.</summary>
internal abstract class SqliteWork
{
    /// <summary>Does it, within the transaction at hand; may be done again after a rollback.</summary>
    public abstract void Run(SqliteConnection connection);

    /// <summary>It is committed.</summary>
    public abstract void Complete();

    /// <summary>It is not.</summary>
    public abstract void Fail(Exception problem);
}

/// <inheritdoc />
internal sealed class SqliteWork<T>(Func<SqliteConnection, T> run) : SqliteWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Done => _done.Task;

    public override void Run(SqliteConnection connection) => _result = run(connection);

    public override void Complete() => _done.TrySetResult(_result);

    public override void Fail(Exception problem) => _done.TrySetException(problem);
}

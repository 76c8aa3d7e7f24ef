using Microsoft.Data.Sqlite;
using OrleansMonitor.Hosting.Storage.Writing;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Commits operations in one transaction.</summary>
internal static class SqliteBatch
{
    /// <summary>
    /// Commits the operations together. One that fails by its own fault gets its <see cref="WriteOperation{TSession}.Failure"/> and is
    /// rolled back; the others are committed. The commit waits for the disk if any operation needs that.
    /// </summary>
    /// <exception cref="SqliteException">Nothing was committed, through no fault of an operation: locked, full, damaged.</exception>
    public static async Task CommitAsync(SqliteSession session, IReadOnlyList<WriteOperation<SqliteSession>> operations)
    {
        // Savepoints double the statements, so they are only used after an operation has failed.
        if (!await TryCommitAsync(session, operations, withSavepoints: false).ConfigureAwait(false))
            await TryCommitAsync(session, operations, withSavepoints: true).ConfigureAwait(false);
    }

    /// <summary>Whether the commit of operations waits for the disk.</summary>
    public static bool IsFlushed(IReadOnlyList<WriteOperation<SqliteSession>> operations) =>
        operations.Any(static operation => operation.Promise.Flushed);

    private static async Task<bool> TryCommitAsync(
        SqliteSession session, IReadOnlyList<WriteOperation<SqliteSession>> operations, bool withSavepoints)
    {
        session.FlushCommits(IsFlushed(operations));
        session.Begin();
        try
        {
            foreach (var operation in operations)
            {
                operation.Failure = null;
                if (withSavepoints) await RunInSavepointAsync(session, operation).ConfigureAwait(false);
                else await operation.RunAsync(session).ConfigureAwait(false);
            }

            session.Commit();
            return true;
        }
        catch (Exception exception) when (!withSavepoints && IsOperationFault(exception))
        {
            session.RollBack();
            return false;
        }
        catch
        {
            session.RollBack();
            throw;
        }
    }

    private static async Task RunInSavepointAsync(SqliteSession session, WriteOperation<SqliteSession> operation)
    {
        session.SetSavepoint();
        try
        {
            await operation.RunAsync(session).ConfigureAwait(false);
            session.ReleaseSavepoint();
        }
        catch (Exception exception) when (IsOperationFault(exception))
        {
            session.RollBackToSavepoint();
            operation.Failure = exception;
        }
    }

    private static bool IsOperationFault(Exception exception) =>
        exception is not SqliteException sqlite || !(sqlite.IsTransient() || sqlite.IsBroken());
}

using Microsoft.Data.Sqlite;
using OrleansMonitor.Hosting.Storage.Writing;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Runs operations in one transaction.</summary>
internal static class SqliteBatch
{
    /// <summary>
    /// Commits the operations together. One that is itself at fault gets its <see cref="WriteOperation{TSession}.Failure"/> and leaves no
    /// trace; the others are committed.
    /// </summary>
    /// <exception cref="SqliteException">Nothing was committed, and no operation is to blame: locked, full, damaged.</exception>
    public static async Task CommitAsync(SqliteSession session, IReadOnlyList<WriteOperation<SqliteSession>> operations)
    {
        // Nearly always all go well, so parts, which double the statements, are only made once one has failed.
        if (!await TryCommitAsync(session, operations, inParts: false).ConfigureAwait(false))
            await TryCommitAsync(session, operations, inParts: true).ConfigureAwait(false);
    }

    private static async Task<bool> TryCommitAsync(
        SqliteSession session, IReadOnlyList<WriteOperation<SqliteSession>> operations, bool inParts)
    {
        session.Begin();
        try
        {
            foreach (var operation in operations)
            {
                operation.Failure = null;
                if (inParts) await RunPartAsync(session, operation).ConfigureAwait(false);
                else await operation.RunAsync(session).ConfigureAwait(false);
            }

            session.Commit();
            return true;
        }
        catch (Exception exception) when (!inParts && IsOperations(exception))
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

    private static async Task RunPartAsync(SqliteSession session, WriteOperation<SqliteSession> operation)
    {
        session.BeginPart();
        try
        {
            await operation.RunAsync(session).ConfigureAwait(false);
            session.KeepPart();
        }
        catch (Exception exception) when (IsOperations(exception))
        {
            session.UndoPart();
            operation.Failure = exception;
        }
    }

    private static bool IsOperations(Exception exception) =>
        exception is not SqliteException sqlite || !(sqlite.IsTransient() || sqlite.IsBroken());
}

using Microsoft.Data.Sqlite;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Runs operations in one transaction.</summary>
internal static class SqliteBatch
{
    /// <summary>
    /// Commits the operations together. One that is itself at fault gets its <see cref="WriteOperation.Failure"/> and leaves no
    /// trace; the others are committed.
    /// </summary>
    /// <exception cref="SqliteException">Nothing was committed, and no operation is to blame: locked, full, damaged.</exception>
    public static void Commit(SqliteSession session, IReadOnlyList<WriteOperation> operations)
    {
        // Nearly always all go well, so parts, which double the statements, are only made once one has failed.
        if (!TryCommit(session, operations, inParts: false)) TryCommit(session, operations, inParts: true);
    }

    private static bool TryCommit(SqliteSession session, IReadOnlyList<WriteOperation> operations, bool inParts)
    {
        session.Begin();
        try
        {
            foreach (var operation in operations)
            {
                operation.Failure = null;
                if (inParts) RunPart(session, operation);
                else operation.Run(session);
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

    private static void RunPart(SqliteSession session, WriteOperation operation)
    {
        session.BeginPart();
        try
        {
            operation.Run(session);
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

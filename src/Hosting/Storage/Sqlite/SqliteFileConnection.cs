using Microsoft.Data.Sqlite;
using OrleansMonitor.Hosting.Storage.Schema;
using SQLitePCL;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>A connection that sets its pragmas at each opening and releases its place in the gate when closed.</summary>
internal sealed class SqliteFileConnection(string connectionString, string pragmas, SqliteFileGuard? guard, SemaphoreSlim? gate = null)
    : SqliteConnection(connectionString)
{
    private SemaphoreSlim? _entered;

    public override void Open()
    {
        // In addition to SQLite's own wait the driver repeats a blocked command for this long; its default of 30 s is as long as a grain's
        // caller waits.
        DefaultTimeout = 1;
        try
        {
            base.Open();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_CANTOPEN && guard?.Missing is { } missing)
        {
            // The same message as the guard's, whoever detects it first.
            throw new DatabaseLostException(missing).Explain();
        }

        try
        {
            using var command = CreateCommand();
            command.CommandText = pragmas;
            command.ExecuteNonQuery();
            guard?.CheckOpened(this);
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>
    /// Waits for a place in the gate, then opens on a thread of the pool: Microsoft.Data.Sqlite works synchronously, and code after an
    /// awaited open must not run on the scheduler of the calling grain.
    /// </summary>
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (gate is not null)
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            _entered = gate;
        }

        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            Open();
        }
        catch
        {
            ReleasePlace();
            throw;
        }
    }

    public override void Close()
    {
        base.Close();
        ReleasePlace();
    }

    private void ReleasePlace() => Interlocked.Exchange(ref _entered, null)?.Release();
}

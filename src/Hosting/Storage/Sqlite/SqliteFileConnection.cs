using Microsoft.Data.Sqlite;
using OrleansMonitor.Hosting.Storage.Schema;
using SQLitePCL;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>A connection that sets what SQLite keeps per connection each time it opens, and tells when it has closed.</summary>
internal sealed class SqliteFileConnection(string connectionString, string pragmas, SqliteFileGuard? guard, SemaphoreSlim? gate = null)
    : SqliteConnection(connectionString)
{
    private SemaphoreSlim? _entered;

    /// <inheritdoc />
    public override void Open()
    {
        // On top of SQLite's own wait the driver repeats a blocked command for this long; its default of 30 s is as long as a grain's
        // caller waits.
        DefaultTimeout = 1;
        try
        {
            base.Open();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_CANTOPEN && guard?.Missing is { } missing)
        {
            // Whoever notices first has the same words for it.
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
    /// Waits for a place, then opens on a thread of the pool: Microsoft.Data.Sqlite works synchronously, and what follows an
    /// open that yields no longer runs on the scheduler of the grain that asked.
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
            Leave();
            throw;
        }
    }

    /// <inheritdoc />
    public override void Close()
    {
        base.Close();
        Leave();
    }

    private void Leave() => Interlocked.Exchange(ref _entered, null)?.Release();
}

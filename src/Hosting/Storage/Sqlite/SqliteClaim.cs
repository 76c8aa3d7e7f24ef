using Microsoft.Extensions.Hosting;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Files;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// Keeps a second monitor off the data file while this one runs: two would each repair the same guests. The operating system releases the
/// lock when the process ends, however it ends; the empty file <c>….lock</c> stays.
/// </summary>
internal sealed class SqliteClaim(SqliteDatabase database) : IHostedService, IDisposable
{
    private FileStream? _lock;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StoreUnavailableException">Another monitor has it, or its file cannot be created.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var path = database.File.Path + ".lock";
        try
        {
            _lock = PrivateFiles.Open(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The database '{database.File.Path}' is used by another monitor, or '{path}' cannot be locked ({problem.Message}). Stop "
                    + $"the other one, or name another file in Monitor:Database:ConnectionString.",
                problem);
        }

        return Task.CompletedTask;
    }

    /// <summary>Releases the lock.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _lock?.Dispose();
}

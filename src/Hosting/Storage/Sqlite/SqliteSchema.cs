using DbUp;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Schema;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Upgrades a data file to the present schema.</summary>
internal static partial class SqliteSchema
{
    // A commit writes every page that it touches, and a row touches one in each index. Most rows are shorter than this, so larger pages
    // would mostly repeat what is stored already. An existing file keeps its own.
    private const int PageSize = 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Creates the folder and the file, sets WAL, and runs the missing scripts in one transaction: of two processes that start at once, the
    /// second waits and finds nothing to do.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The file cannot be used, or a newer version wrote it.</exception>
    public static void Migrate(SqliteFile file, SqliteFileGuard guard, ILogger logger)
    {
        foreach (var command in file.Create()) LogLoose(logger, command);
        using var source = new SqliteDataSource(file, SqliteDurability.Full, Timeout, pooled: false);
        try
        {
            using var connection = source.Open();
            Execute(connection, $"PRAGMA page_size={PageSize}");
            Execute(connection, "PRAGMA journal_mode=WAL");
            SchemaUpgrade.Run(
                DeployChanges.To.SqliteDatabase(new SharedConnection(connection)), typeof(SqliteSchema), $"'{file.Path}'", logger,
                error => error is SqliteException failure && (failure.IsTransient() || failure.IsBroken())
                    ? failure.Explain(file.Path) : null);

            // Writes the log into the file itself, which the guard reads later.
            Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            guard.Adopt(connection);
        }
        catch (SqliteException exception)
        {
            throw exception.Explain(file.Path);
        }
    }

    [LoggerMessage(LogLevel.Warning,
        "Other users of this machine can read a file of the database, and the monitor may not change that. Run: {Command}")]
    private static partial void LogLoose(ILogger logger, string command);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

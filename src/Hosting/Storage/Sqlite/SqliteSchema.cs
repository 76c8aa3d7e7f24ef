using DbUp;
using DbUp.Engine;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Brings a data file to the schema of this version.</summary>
internal static class SqliteSchema
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Creates the folder and the file, sets WAL, and runs the scripts that the file does not have yet, all in one transaction:
    /// of two processes that start at once, the second waits and finds nothing left to do.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The file cannot be used, or was written by a newer version.</exception>
    public static void Migrate(SqliteFile file, ILogger logger)
    {
        file.CreateFolder();
        using var source = new SqliteDataSource(file, SqliteDurability.Full, Patience, pooled: false);
        try
        {
            using var connection = source.Open();
            Execute(connection, "PRAGMA journal_mode=WAL");
            Upgrade(connection, file, logger);
        }
        catch (SqliteException exception)
        {
            throw exception.Explain(file.Path);
        }
    }

    private static void Upgrade(SqliteConnection connection, SqliteFile file, ILogger logger)
    {
        // The name, not the resource's full name, goes into the file's journal: moving the folder must not run a script twice.
        var engine = DeployChanges.To.SqliteDatabase(new SharedConnection(connection))
            .WithScripts(Scripts())
            .WithVariablesDisabled()
            .WithTransaction()
            .LogTo(logger)
            .Build();

        var unknown = engine.GetExecutedButNotDiscoveredScripts();
        if (unknown.Count > 0)
            throw new StoreUnavailableException(
                $"The database '{file.Path}' was written by a newer version of the monitor (it has {string.Join(", ", unknown)}). " +
                "Run that version, or restore a backup of the file from before the upgrade.");

        var result = engine.PerformUpgrade();
        if (result.Successful) return;
        throw result.Error is SqliteException exception && (exception.IsTransient() || exception.IsBroken())
            ? exception.Explain(file.Path)
            : new StoreUnavailableException($"The schema of the database '{file.Path}' could not be brought up to date: {result.Error.Message}", result.Error);
    }

    private static IEnumerable<SqlScript> Scripts()
    {
        var assembly = typeof(SqliteSchema).Assembly;
        var prefix = $"{typeof(SqliteSchema).Namespace}.Scripts.";
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            yield return new SqlScript(resource[prefix.Length..], reader.ReadToEnd());
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

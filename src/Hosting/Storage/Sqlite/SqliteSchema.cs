using System.Reflection;
using Dapper;
using DbUp;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Brings a database file to this program's schema.</summary>
internal static partial class SqliteSchema
{
    private static readonly Assembly Here = typeof(SqliteSchema).Assembly;

    /// <summary>Runs the scripts that the file has not seen. Harmless when repeated, and when two processes start at once.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be used, or is of a newer version of the program.</exception>
    public static void Migrate(SqliteDataSource source, ILogger log)
    {
        source.Prepare();
        using var alone = LockFile(source.File);
        RefuseNewer(source);
        var result = DeployChanges.To
            .SqliteDatabase(source.ConnectionString)
            .WithScriptsEmbeddedInAssembly(Here, name => name.EndsWith(".sql", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            throw new StoreUnavailableException($"The database {source.File} could not be brought to this version's schema: {result.Error.Message}", result.Error);
        foreach (var script in result.Scripts) LogApplied(log, script.Name, source.File);
    }

    private static void RefuseNewer(SqliteDataSource source)
    {
        using var connection = source.OpenConnection();
        if (connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'SchemaVersions'") == 0) return;
        var known = Here.GetManifestResourceNames().ToHashSet(StringComparer.Ordinal);
        var newer = connection.Query<string>("SELECT ScriptName FROM SchemaVersions").FirstOrDefault(name => !known.Contains(name));
        if (newer is not null)
        {
            throw new StoreUnavailableException(
                $"The database {source.File} was written by a newer version of this program (it knows {newer}). Run that version, or use another file.");
        }
    }

    private static FileStream LockFile(string file)
    {
        var path = Path.GetFullPath(file) + ".migrating";
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (attempt < 200)
            {
                Thread.SpinWait(1);
                Thread.Yield();
                using var pause = new ManualResetEventSlim();
                pause.Wait(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Applied {Script} to {File}")]
    private static partial void LogApplied(ILogger log, string script, string file);
}

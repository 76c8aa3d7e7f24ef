using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.PostgreSql;
using OrleansMonitor.Hosting.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Storage.Migration;

/// <summary>Copies all stored data from a SQLite file to a PostgreSQL database.</summary>
internal static class DataMigrator
{
    /// <summary>
    /// Copies the rows, compares their numbers and verifies the audit log's hash chains. A second run continues where the first one
    /// stopped.
    /// </summary>
    /// <param name="file">The SQLite file. No monitor may use it meanwhile.</param>
    /// <param name="connectionString">The PostgreSQL database.</param>
    /// <param name="report">Receives progress messages.</param>
    /// <param name="cancellation">Stops the copy; a later run continues it.</param>
    /// <exception cref="StoreUnavailableException">The copy is not possible; the message gives the reason and the remedy.</exception>
    public static async Task RunAsync(string file, string connectionString, Action<string> report, CancellationToken cancellation)
    {
        if (!File.Exists(file)) throw new StoreUnavailableException($"There is no file '{file}' to move from.");

        await using var services = new ServiceCollection().AddLogging().AddPostgreSqlStorage(connectionString).BuildServiceProvider();
        await MoveAsync(Path.GetFullPath(file), services.GetRequiredService<PostgreSqlDatabase>(), report, cancellation);
        var verdicts = await AuditVerifier.VerifyAsync(services.GetRequiredService<IAuditStore>(), cancellation);
        foreach (var verdict in verdicts.Where(verdict => verdict.Break is not null))
            report($"The audit chain '{verdict.Chain.Name}' is broken at {verdict.Break!.Sequence}: {verdict.Break.Reason}. It was so in "
                + $"the file, or the file was written meanwhile.");
        report($"{verdicts.Count(verdict => verdict.Break is null)} of {verdicts.Count} audit chains are intact. The monitor may start on "
            + $"PostgreSQL now; keep the file until you have looked.");
    }

    private static async Task MoveAsync(string file, PostgreSqlDatabase target, Action<string> report, CancellationToken cancellation)
    {
        // Upgrades an older file to the present schema first.
        using var source = new SqliteDatabase($"Data Source={file}");
        using var connection = source.Records.Open();
        try
        {
            // Locks out writers.
            using var begin = connection.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
            await new DataMigration(connection, target, file).RunAsync(report, cancellation);
        }
        catch (SqliteException exception)
        {
            throw exception.Explain(file);
        }
    }
}

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.PostgreSql;
using OrleansMonitor.Hosting.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Storage.Migration;

/// <summary>Moves everything that is kept from a SQLite file to a PostgreSQL database.</summary>
internal static class DataMigrator
{
    /// <summary>Moves, counts and verifies the audit log's chains; repeats nothing that is done when it is run again.</summary>
    /// <param name="file">The SQLite file. No monitor may run on it meanwhile.</param>
    /// <param name="connectionString">The PostgreSQL database.</param>
    /// <param name="tell">Hears what is done, in words.</param>
    /// <param name="cancellation">Breaks it off; it can be gone on with later.</param>
    /// <exception cref="StoreUnavailableException">It cannot be done; the words say why and what to do.</exception>
    public static async Task RunAsync(string file, string connectionString, Action<string> tell, CancellationToken cancellation)
    {
        if (!File.Exists(file)) throw new StoreUnavailableException($"There is no file '{file}' to move from.");

        await using var services = new ServiceCollection().AddLogging().AddPostgreSqlStorage(connectionString).BuildServiceProvider();
        await MoveAsync(Path.GetFullPath(file), services.GetRequiredService<PostgreSqlDatabase>(), tell, cancellation);
        var verdicts = await AuditVerifier.VerifyAsync(services.GetRequiredService<IAuditStore>(), cancellation);
        foreach (var verdict in verdicts.Where(verdict => verdict.Break is not null))
            tell($"The audit chain '{verdict.Chain.Name}' is broken at {verdict.Break!.Sequence}: {verdict.Break.Reason}. It was so in "
                + $"the file, or the file was written meanwhile.");
        tell($"{verdicts.Count(verdict => verdict.Break is null)} of {verdicts.Count} audit chains are whole. The monitor may start on "
            + $"PostgreSQL now; keep the file until you have looked.");
    }

    private static async Task MoveAsync(string file, PostgreSqlDatabase target, Action<string> tell, CancellationToken cancellation)
    {
        // Brings an older file to the schema of today first.
        using var source = new SqliteDatabase($"Data Source={file}");
        using var connection = source.Records.Open();
        try
        {
            // Nothing may be written meanwhile.
            using var begin = connection.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
            await new DataMigration(connection, target, file).RunAsync(tell, cancellation);
        }
        catch (SqliteException exception)
        {
            throw exception.Explain(file);
        }
    }
}

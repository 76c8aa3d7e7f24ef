using System.Diagnostics;
using System.Globalization;
using OrleansMonitor.Hosting.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

/// <summary>A process that is killed while it writes. The process is this very program (<see cref="WriteUntilKilled"/>).</summary>
public sealed class KillPointTests
{
    [Fact]
    public async Task Every_acknowledged_event_is_in_the_file_after_the_process_was_killed()
    {
        using var folder = new TemporaryFolder();
        using var process = Process.Start(
            new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, $"OrleansMonitor.Hosting.Tests{(OperatingSystem.IsWindows() ? ".exe" : "")}"))
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                ArgumentList = { WriteUntilKilled.Command, folder.ConnectionString },
            })!;

        var acknowledged = new List<(string Id, long Sequence)>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.Split(' ') is [var id, var sequence, "."])
                    acknowledged.Add((id, long.Parse(sequence, CultureInfo.InvariantCulture)));
                if (acknowledged.Count == 2000) process.Kill();
            }
        }
        finally
        {
            process.Kill();
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        acknowledged.Count.ShouldBeGreaterThanOrEqualTo(2000);

        using var database = new SqliteDatabase(folder.ConnectionString);
        using var connection = database.Reads.Open();
        using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        check.ExecuteScalar().ShouldBe("ok");

        using var read = connection.CreateCommand();
        read.CommandText = "SELECT id, sequence FROM events";
        var stored = new Dictionary<string, long>(StringComparer.Ordinal);
        using var rows = read.ExecuteReader();
        while (rows.Read()) stored.Add(rows.GetString(0), rows.GetInt64(1));
        acknowledged.ShouldAllBe(row => stored.ContainsKey(row.Id) && stored[row.Id] == row.Sequence);
        stored.Count.ShouldBeLessThanOrEqualTo(acknowledged.Count + WriteUntilKilled.Callers);
    }
}

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

/// <summary>Appends events for ever and prints the id and sequence of each one that was acknowledged.</summary>
internal static class WriteUntilKilled
{
    public const string Command = "write-until-killed";

    public const int Callers = 16;

    public static async Task<int> Run(string connectionString)
    {
        using var storage = new SqliteUnderTest(connectionString: connectionString);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var stored = await storage.Events.AppendAsync([Rows.Event((i * Callers) + caller)], CancellationToken.None);
                await Console.Out.WriteLineAsync($"{stored[0].Id} {stored[0].Sequence} .");
            }
        })));
        return 0;
    }
}

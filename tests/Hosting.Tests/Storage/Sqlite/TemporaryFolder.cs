namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("monitor-storage-").FullName;

    public string ConnectionString => $"Data Source={File}";

    public string File => System.IO.Path.Combine(Path, "data", "monitor.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

namespace OrleansMonitor.Browser.Tests.Harness;

/// <summary>A SQLite file of a test's own.</summary>
internal sealed class TempDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("monitor-browser");

    public string File => Path.Combine(_folder.FullName, "monitor.db");

    public void Dispose() => _folder.Delete(recursive: true);
}

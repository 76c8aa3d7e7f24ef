namespace OrleansMonitor.Silos.Tests.Contracts;

/// <summary>The folder that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OrleansMonitor.sln"))) folder = folder.Parent;
        return folder?.FullName
            ?? throw new InvalidOperationException("The tests do not run inside the repository: no OrleansMonitor.sln above them.");
    }
}

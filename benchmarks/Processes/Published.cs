using System.Diagnostics;

namespace OrleansMonitor.Benchmarks.Processes;

/// <summary>The API as users get it.</summary>
internal static class Published
{
    private const string Root = "OrleansMonitor.sln";

    /// <summary>Publishes it with the command of the README.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="stop">Ends the waiting.</param>
    public static async Task ToAsync(string folder, CancellationToken stop)
    {
        string[] arguments = ["publish", "src/Api", "-c", "Release", "-v", "q", "-nologo", "-o", folder];
        var start = new ProcessStartInfo(DotNet.Host(), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = Clone(),
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet publish did not start.");
        var said = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0) throw new InvalidOperationException($"dotnet publish failed: {said}");
    }

    private static string Clone()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Root))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has {Root}.");
    }
}

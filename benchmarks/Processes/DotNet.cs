using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OrleansMonitor.Benchmarks.Processes;

/// <summary>Starts programs in the folder of this one, on the same runtime.</summary>
internal static class DotNet
{
    public static Process Start(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Host())
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[key] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{assembly} did not start.");
    }

    /// <summary>Ends a process and waits for its exit and its last output.</summary>
    public static async Task EndAsync(Process process, Task output)
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await output;
        process.Dispose();
    }

    /// <summary>
    /// The host of the runtime that this program runs on: <c>shared/Microsoft.NETCore.App/[version]/</c> lies three folders below it.
    /// </summary>
    public static string Host()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}

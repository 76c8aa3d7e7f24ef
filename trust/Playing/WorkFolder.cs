using System.Globalization;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Playing;

/// <summary>
/// Where a play keeps its database: in memory where the machine has such a folder, because a play writes much more than it would in the
/// same real time.
/// </summary>
internal static class WorkFolder
{
    private const string InMemory = "/dev/shm";

    public static string Make(string name)
    {
        var parent = Directory.Exists(InMemory) ? InMemory : Path.GetTempPath();
        var folder = Path.Combine(parent, $"trust-{name}");
        for (var number = 2; Directory.Exists(folder); number++)
            folder = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"trust-{name}-{number}"));
        return Directory.CreateDirectory(folder).FullName;
    }

    public static string Make(Story story) =>
        Make(string.Create(CultureInfo.InvariantCulture, $"{story.Profile}-{story.Seed}-{Environment.ProcessId}"));
}

using System.Globalization;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Playing;

/// <summary>
/// The folder of a play's database. In memory if the machine has such a folder, because a play writes much more per real time than a
/// monitor.
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

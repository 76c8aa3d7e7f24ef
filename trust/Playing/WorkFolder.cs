namespace OrleansMonitor.Trust.Playing;

/// <summary>Where a play keeps its database: in memory where the machine has such a folder, because a play writes much more than it would in the same real time.</summary>
internal static class WorkFolder
{
    private const string InMemory = "/dev/shm";

    public static string Make()
    {
        if (!Directory.Exists(InMemory)) return Directory.CreateTempSubdirectory("trust").FullName;
        var folder = Path.Combine(InMemory, $"trust-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        return folder;
    }
}

namespace OrleansMonitor.Tests.Support;

/// <summary>
/// What a test needs from its machine. A missing prerequisite skips the test with the reason;
/// with <c>REQUIRE_ALL=1</c> it fails instead, so that CI cannot pass by skipping.
/// </summary>
internal static class Prerequisite
{
    /// <summary>The folder of recordings and schemas of real Proxmox clusters beside the repository.</summary>
    public static string SharedProxmoxFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "proxmox");
            if (File.Exists(Path.Combine(candidate, "api-schema.json"))) return candidate;
        }

        Missing("the recordings of real Proxmox clusters (../shared/proxmox) are not beside this repository");
        return "";
    }

    /// <summary>Skips the running test for the reason given, or fails it under <c>REQUIRE_ALL=1</c>.</summary>
    public static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1") Assert.Fail($"REQUIRE_ALL=1, but {reason}");
        Assert.Skip(reason);
    }
}

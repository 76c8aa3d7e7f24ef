namespace OrleansMonitor.Tests.Support;

/// <summary>Where the recordings of real Proxmox clusters lie beside a test's assembly (<c>tests/Recordings</c>).</summary>
internal static class Recordings
{
    private static string Root => Path.Combine(AppContext.BaseDirectory, "Recordings");

    /// <summary>Answers and time lines of a cluster of 8.4.21.</summary>
    public static string Answers => Path.Combine(Root, "answers");

    /// <summary>Time lines of a cluster of 9.2.11 that the monitor watched.</summary>
    public static string Field => Path.Combine(Root, "field");

    /// <summary>What answers are made of, by version and path.</summary>
    public static string ReturnSchemas => Path.Combine(Root, "return-schemas.json");
}

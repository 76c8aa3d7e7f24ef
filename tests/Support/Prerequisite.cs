namespace OrleansMonitor.Tests.Support;

/// <summary>
/// What a test needs from its machine. A missing prerequisite skips the test with the reason;
/// with <c>REQUIRE_ALL=1</c> it fails instead, so that CI cannot pass by skipping.
/// </summary>
internal static class Prerequisite
{
    /// <summary>Skips the running test for the reason given, or fails it under <c>REQUIRE_ALL=1</c>.</summary>
    public static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1") Assert.Fail($"REQUIRE_ALL=1, but {reason}");
        Assert.Skip(reason);
    }
}

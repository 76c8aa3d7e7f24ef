using OrleansMonitor.Hosting.Tests.Storage.Sqlite;
using Xunit.MicrosoftTestingPlatform;

namespace OrleansMonitor.Hosting.Tests;

internal static class Program
{
    /// <summary>Runs the tests, or what one of them starts as a process of its own.</summary>
    public static Task<int> Main(string[] args) => args is [WriteUntilKilled.Command, var connectionString]
        ? WriteUntilKilled.Run(connectionString)
        : TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}

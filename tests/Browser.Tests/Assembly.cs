using OrleansMonitor.Browser.Tests.Harness;

// One browser, and one test at a time: two monitors and their pages at once are more than a small machine shows in time.
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(WatchingMonitor))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

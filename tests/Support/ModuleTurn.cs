using OrleansMonitor.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestPipelineStartup(typeof(ModuleTurn))]

namespace OrleansMonitor.Tests.Support;

/// <summary>
/// Lets the test modules of a clone run one after the other under <c>dotnet test</c>, which starts as many at once as there are cores and
/// can be told otherwise on its command line only: some of them start whole silo clusters or a browser, and want the cores for themselves.
/// </summary>
public sealed class ModuleTurn : ITestPipelineStartup
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private FileStream? _turn;

    private static bool RunsBesideOthers => Environment.GetCommandLineArgs().Contains("dotnettestcli", StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for its turn.</summary>
    public async ValueTask StartAsync(IMessageSink diagnosticMessageSink)
    {
        while (RunsBesideOthers && !TryTake()) await Task.Delay(PollInterval);
    }

    /// <summary>Lets the next one begin.</summary>
    public async ValueTask StopAsync()
    {
        if (_turn is not null) await _turn.DisposeAsync();
    }

    // A lock on a file goes with the process that holds it, however that ends.
    private bool TryTake()
    {
        try
        {
            _turn = new(Path.Combine(Directory.CreateDirectory(Path.Combine(Root(), "artifacts")).FullName, "tests.turn"),
                FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansMonitor.sln"))) return folder.FullName;
        }

        return Path.GetTempPath();
    }
}

using OrleansMonitor.Hosting.Tests.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

/// <summary>A silo on a file that several tests share.</summary>
public sealed class SiloFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal SiloOnFile Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await SiloOnFile.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        _folder.Dispose();
    }
}

namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

/// <summary>A silo that several tests share.</summary>
public abstract class SiloFixture(ISiloStorage storage) : IAsyncLifetime
{
    internal SiloOnStorage Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await SiloOnStorage.StartAsync(storage);

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        storage.Dispose();
        GC.SuppressFinalize(this);
    }
}

using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

/// <summary>A silo that several tests share.</summary>
public abstract class SiloFixture(Func<ISiloStorage?> make) : IAsyncLifetime
{
    private ISiloStorage? _storage;
    private SiloOnStorage? _silo;

    internal SiloOnStorage Silo
    {
        get
        {
            if (_silo is null) PostgreSqlServer.Need();
            return _silo!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _storage = make();
        if (_storage is not null) _silo = await SiloOnStorage.StartAsync(_storage);
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null) await _silo.DisposeAsync();
        _storage?.Dispose();
        GC.SuppressFinalize(this);
    }
}

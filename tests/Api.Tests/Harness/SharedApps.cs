using OrleansMonitor.Simulator;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>One app for tests that only ask, or whose requests are refused.</summary>
public abstract class SharedApp : IAsyncLifetime
{
    private readonly TempDatabase _database = new();
    private SimulatedProxmox? _proxmox;

    internal RunningApp App { get; private set; } = null!;

    internal SimulatedProxmox Proxmox => _proxmox!;

    protected virtual string? Key => null;

    protected virtual bool Watches => false;

    protected virtual string[] Settings => [];

    public async ValueTask InitializeAsync()
    {
        if (Watches) _proxmox = await RunningApp.Proxmox();
        App = await RunningApp.Start(_database.File, _proxmox, Key, Settings);
        if (Watches) await App.Polled();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (_proxmox is not null) await _proxmox.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Watches nothing, needs no key.</summary>
public sealed class QuietApp : SharedApp;

/// <summary>Watches nothing, needs a key, and believes what this machine says of a client's address.</summary>
public sealed class KeyedApp : SharedApp
{
    public const string AdminKey = "correct-horse-battery-staple";

    protected override string Key => AdminKey;

    protected override string[] Settings => ["--Monitor:Auth:TrustedProxies:0=127.0.0.1"];
}

/// <summary>Watches twelve guests on three nodes.</summary>
public sealed class WatchingApp : SharedApp
{
    protected override bool Watches => true;
}

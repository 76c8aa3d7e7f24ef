using OrleansMonitor.Simulator;

namespace OrleansMonitor.Browser.Tests.Harness;

/// <summary>A monitor that watches twelve guests on three nodes, for tests that each touch guests of their own.</summary>
public sealed class WatchingMonitor : IAsyncLifetime
{
    private readonly TempDatabase _database = new();
    private SimulatedProxmox? _proxmox;
    private RunningMonitor? _monitor;

    internal SimulatedProxmox Proxmox
    {
        get
        {
            Need();
            return _proxmox!;
        }
    }

    internal Uri Address
    {
        get
        {
            Need();
            return _monitor!.Address;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium.Executable)) return;
        _proxmox = await RunningMonitor.Proxmox();
        _monitor = await RunningMonitor.Start(_database.File, _proxmox);
    }

    // Without a browser nothing was begun, and the test is skipped.
    private void Need()
    {
        if (_monitor is null) Chromium.Missing();
    }

    public async ValueTask DisposeAsync()
    {
        if (_monitor is not null) await _monitor.DisposeAsync();
        if (_proxmox is not null) await _proxmox.DisposeAsync();
        _database.Dispose();
    }
}

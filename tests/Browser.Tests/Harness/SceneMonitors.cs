using OrleansMonitor.Simulator;

namespace OrleansMonitor.Browser.Tests.Harness;

/// <summary>
/// The two monitors on which every scene plays: one watches a cluster with a crashed guest and one that does not answer, the other nothing.
/// </summary>
public sealed class SceneMonitors : IAsyncLifetime
{
    private readonly TempDatabase _watched = new();
    private readonly TempDatabase _nothing = new();
    private SimulatedProxmox? _proxmox;
    private RunningMonitor? _watching;
    private RunningMonitor? _bare;

    internal Uri Of(Scene scene) => (scene.Bare ? _bare! : _watching!).Address;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium.Executable)) return;
        _proxmox = await RunningMonitor.Proxmox();
        _watching = await RunningMonitor.Start(
            _watched.File, _proxmox, "--Monitor:Autonomy:Level=2",
            "--Monitor:Clusters:1:Name=away", "--Monitor:Clusters:1:Endpoints:0=https://127.0.0.1:1",
            "--Monitor:Clusters:1:TokenId=monitor@pve!read",
            "--Monitor:Clusters:1:TokenSecret=00000000-0000-0000-0000-000000000000", "--Monitor:Clusters:1:Tls:AllowUntrusted=true");
        _bare = await RunningMonitor.Start(_nothing.File, null, $"--Monitor:Auth:BootstrapAdminKey={Scene.Key}");
    }

    /// <summary>Breaks a guest, unless that was done, and waits until its repair is proposed.</summary>
    internal async Task Break(Viewer viewer)
    {
        if (_proxmox!.Cluster.Guest(100).Status != "running") return;
        await viewer.Go("/");
        await viewer.See("text=/of 12 guests run|12/");
        _proxmox.Cluster.KillGuest(100);
        await viewer.See("[data-test=incident][data-key='VM_CRASHED:lab/100']");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var monitor in new IAsyncDisposable?[] { _watching, _bare, _proxmox })
        {
            if (monitor is not null) await monitor.DisposeAsync();
        }

        _watched.Dispose();
        _nothing.Dispose();
    }
}

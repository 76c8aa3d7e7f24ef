using OrleansMonitor.Browser.Tests.Harness;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Browser.Tests;

public sealed class ResumeTests(Chromium chromium)
{
    [Fact]
    public async Task After_a_lost_connection_the_feed_goes_on_without_a_gap_and_says_so()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox();
        await using var monitor = await RunningMonitor.Start(database.File, proxmox);
        await using var relay = new Relay(monitor.Address);
        await using var viewer = await Viewer.Open(chromium, relay.Address);
        await viewer.Go("/");
        await viewer.See("text=/of 12 guests run/");
        proxmox.Cluster.KillGuest(101);
        await viewer.Go("/activity");
        await viewer.See("[data-test=event] >> text=lab/101");
        await viewer.Page.EvaluateAsync("window.mark = 'same page'");

        relay.Cut();
        await viewer.See("text=Connection lost");
        proxmox.Cluster.KillGuest(100);
        await using (var other = await Viewer.Open(chromium, monitor.Address))
        {
            await other.Go("/incidents");
            await other.See("[data-key='VM_CRASHED:lab/100']");
        }

        relay.Mend();

        await viewer.See("[data-test=resumed] >> text=/events caught up, none missed/");
        await viewer.See("[data-test=event] >> text=lab/100");
        (await viewer.Page.EvaluateAsync<string>("window.mark")).ShouldBe("same page");
    }

    [Fact]
    public async Task After_a_restart_of_the_monitor_the_page_comes_back_by_itself()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox();
        var urls = $"--urls=http://127.0.0.1:{MonitorArguments.FreePort()}";
        var first = await RunningMonitor.Start(database.File, proxmox, urls);
        await using var viewer = await Viewer.Open(chromium, first.Address);
        await viewer.Go("/");
        await viewer.See("text=/of 12 guests run/");
        proxmox.Cluster.KillGuest(101);
        await viewer.Go("/activity");
        await viewer.See("[data-test=event] >> text=lab/101");

        await first.DisposeAsync();
        await viewer.See("text=/Connection lost|restarted/");
        proxmox.Cluster.KillGuest(100);
        await using var second = await RunningMonitor.Start(database.File, proxmox, urls);

        await viewer.See("[data-test=resumed] >> text=/restarted.*none missed/");
        await viewer.See("[data-test=event] >> text=lab/100");
    }
}

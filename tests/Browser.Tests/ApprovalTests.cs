using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class ApprovalTests(Chromium chromium)
{
    [Fact]
    public async Task An_approval_restarts_a_guest()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox();
        await using var monitor = await RunningMonitor.Start(database.File, proxmox, "--Monitor:Autonomy:Level=2");
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        await viewer.See("text=/of 12 guests run/");
        proxmox.Cluster.KillGuest(100);

        await viewer.Page.Locator("[data-test=incident][data-key='VM_CRASHED:lab/100'] a.what").ClickAsync();
        proxmox.Cluster.Guest(100).Status.ShouldBe("stopped");
        await viewer.Test("approve").ClickAsync();

        await viewer.See("[data-test=state] >> text=resolved");
        proxmox.Cluster.Guest(100).Status.ShouldBe("running");
        await viewer.See("[data-test=repairs] >> text=UPID");
        await viewer.Page.Keyboard.PressAsync("g");
        await viewer.Page.Keyboard.PressAsync("s");
        await viewer.See("[data-test=runbook] >> text=not decided");
        (await viewer.Test("case").InnerTextAsync()).ShouldContain("VM_CRASHED:lab/100");
    }
}

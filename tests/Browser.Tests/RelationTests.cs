using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class RelationTests(Chromium chromium)
{
    [Fact]
    public async Task An_incident_leads_to_what_explains_it_and_offers_no_repair_meanwhile()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox();
        await using var monitor = await RunningMonitor.Start(database.File, proxmox);
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        var guest = proxmox.Cluster.Guests
            .First(guest => guest is { Kind: "qemu", Status: "running", Template: false, HaState: null, Node: "pve2" }).Vmid;
        await viewer.Go("/");
        await viewer.See("text=/of 12 guests run/");
        proxmox.Cluster.KillGuest(guest);
        await viewer.Page.Locator($"[data-test=incident][data-key='VM_CRASHED:lab/{guest}'] a.what").ClickAsync();
        await viewer.See("[data-test=state]");
        await viewer.Test("held").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });

        await viewer.See("[data-test=proposal]");

        proxmox.Cluster.PowerOffNode("pve2");

        await viewer.See("[data-test=held] >> text=caused by NODE_UNREACHABLE:lab/pve2");
        await viewer.Test("proposal").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        await viewer.Test("parent").Locator("a").ClickAsync();
        await viewer.See($"[data-test=children] >> [data-key='VM_CRASHED:lab/{guest}']");
    }
}

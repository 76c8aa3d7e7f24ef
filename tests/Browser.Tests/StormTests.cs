using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class StormTests(Chromium chromium)
{
    [Fact]
    public async Task A_storm_tells_what_it_holds_up_and_goes_on_only_for_a_reason()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox();
        await using var monitor = await RunningMonitor.Start(database.File, proxmox, "--Monitor:Autonomy:Level=2");
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        await viewer.See("text=/of 12 guests run/");
        for (var vmid = 100; vmid < 107; vmid++) proxmox.Cluster.KillGuest(vmid);

        await viewer.See("[data-test=storm] >> text=Storm in lab");
        await viewer.Go("/guests?open=lab/100");
        await viewer.See("text=/caused by FAILURE_STORM:lab/");
        await viewer.Go("/");
        await viewer.Test("resume").ClickAsync();
        (await viewer.Test("storm-confirm").IsDisabledAsync()).ShouldBeTrue();
        await viewer.Test("storm-reason").FillAsync("it was an exercise");
        await viewer.Test("storm-confirm").ClickAsync();

        await viewer.Test("storm").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        await viewer.Go("/activity");
        await viewer.See("[data-test=event] >> text=it was an exercise");
    }
}

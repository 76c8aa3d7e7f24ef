using OrleansMonitor.Browser.Tests.Harness;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace OrleansMonitor.Browser.Tests;

public sealed class LiveTests(Chromium chromium, WatchingMonitor monitor) : IClassFixture<WatchingMonitor>
{
    [Fact]
    public async Task A_crash_appears_without_a_reload()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        await viewer.See("text=/of 12 guests run/");
        var before = await viewer.Page.Locator(".verdict p").InnerTextAsync();
        await viewer.Page.EvaluateAsync("window.mark = 'same page'");

        const int vmid = 100;
        monitor.Proxmox.Cluster.KillGuest(vmid);

        await viewer.See($"[data-test=incident][data-key$=':lab/{vmid}']");
        (await viewer.Page.Locator(".verdict p").InnerTextAsync()).ShouldNotBe(before);
        (await viewer.Page.EvaluateAsync<string>("window.mark")).ShouldBe("same page");
        viewer.Foreign.ShouldBeEmpty();
        viewer.Errors.ShouldBeEmpty();
    }
}

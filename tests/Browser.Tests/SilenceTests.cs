using Deque.AxeCore.Playwright;
using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class SilenceTests(Chromium chromium)
{
    [Fact]
    public async Task A_silence_is_created_and_ended_on_the_page_and_an_incident_is_silenced_on_its_own()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox();
        await using var monitor = await RunningMonitor.Start(
            database.File, proxmox, "--Monitor:Notifications:Destinations:ops:Ntfy:Server=http://127.0.0.1:1",
            "--Monitor:Notifications:Destinations:ops:Ntfy:Topic=ops");
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/notifications");

        await viewer.Test("send-test").ClickAsync();
        await viewer.See("[data-test=test-answer] >> text=It cannot be reached.");
        await viewer.Test("silence-create").ClickAsync();
        await viewer.See("[role=alert] >> text=It would mute everything.");
        await viewer.Test("silence-condition").SelectOptionAsync("VM_CRASHED");
        await viewer.Test("silence-8").ClickAsync();
        await viewer.Test("silence-comment").FillAsync("planned work");
        await viewer.Test("silence-create").ClickAsync();
        await viewer.See("[data-test=silence] >> text=planned work");
        (await viewer.Test("silence").InnerTextAsync()).ShouldContain("VM_CRASHED");

        await viewer.Go("/");
        await viewer.See("text=/of 12 guests run/");
        proxmox.Cluster.KillGuest(100);
        await viewer.Page.Locator("[data-test=incident][data-key='VM_CRASHED:lab/100'] a.what").ClickAsync();
        await viewer.See("[data-test=notified-destination] >> text=silenced by local until");
        await viewer.Test("silence-incident").ClickAsync();
        await viewer.Test("silence-resolved").ClickAsync();
        await viewer.Test("silence-create").ClickAsync();
        await viewer.See("[data-test=silenced] >> text=until it is resolved");
        await BeAccessible(viewer);

        await viewer.Go("/notifications");
        await viewer.Page.Locator("[data-test=silence-end]").Last.ClickAsync();
        await viewer.See("[data-test=silence] >> text=ended");
        await BeAccessible(viewer);
        viewer.Errors.ShouldBeEmpty();
    }

    private static async Task BeAccessible(Viewer viewer) =>
        (await viewer.Page.RunAxe()).Violations.Select(one => $"{one.Id}: {one.Help}").ShouldBeEmpty();
}

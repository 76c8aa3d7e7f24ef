using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class LiveTests(Chromium chromium, WatchingMonitor monitor)
{
    [Fact]
    public async Task A_crash_appears_without_a_reload()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        await viewer.See("text=/of 12 guests run/");
        await viewer.Page.EvaluateAsync("window.mark = 'same page'");

        monitor.Proxmox.Cluster.KillGuest(100);

        await viewer.See("[data-test=incident][data-key='VM_CRASHED:lab/100']");
        (await viewer.Page.EvaluateAsync<string>("window.mark")).ShouldBe("same page");
        viewer.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_kill_switch_asks_for_a_reason_shows_in_every_window_and_is_released_again()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await using var other = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        await other.Go("/audit");

        await viewer.Test("kill-switch").ClickAsync();
        (await viewer.Test("confirm").IsDisabledAsync()).ShouldBeTrue();
        await viewer.Test("reason").FillAsync("the storage is being moved");
        await viewer.Test("confirm").ClickAsync();

        await viewer.See(".switch.active[aria-checked=true]");
        await other.See(".banner.bad >> text=the storage is being moved");
        await other.Test("kill-switch").ClickAsync();
        await other.Test("reason").FillAsync("it is done");
        await other.Test("confirm").ClickAsync();
        await viewer.See(".switch:not(.active)[aria-checked=false]");
        await viewer.Go("/activity");
        await viewer.Test("filter-User").ClickAsync();
        await viewer.See("[data-test=event] >> text=it is done");
    }

    [Fact]
    public async Task The_level_is_set_for_all_and_for_one_cluster()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        await viewer.Test("level").ClickAsync();
        await viewer.Test("level-1").ClickAsync();
        await viewer.Test("confirm").ClickAsync();

        await viewer.See("[data-test=level] >> text=Level 1");
        await viewer.Test("level").ClickAsync();
        await viewer.Test("level-cluster").SelectOptionAsync("lab");
        await viewer.Test("level-0").ClickAsync();
        await viewer.Test("confirm").ClickAsync();

        await viewer.See("[data-test=own-level] >> text=Level 0");
        await viewer.See("[data-test=level] >> text=Level 1");
    }

    [Fact]
    public async Task The_table_is_searched_and_read_with_the_keyboard_alone()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/guests");
        await viewer.See("tr[data-id='lab/105']");

        await viewer.Page.Keyboard.PressAsync("/");
        await viewer.Page.Keyboard.TypeAsync("kind:guest 105");
        await viewer.See("[data-test=count]:has-text('1 of 15')");
        await viewer.See("tr[data-id='lab/105']:first-child:last-child");
        await viewer.Page.Keyboard.PressAsync("Escape");
        await viewer.Page.Keyboard.PressAsync("j");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.See("[data-test=drawer] >> text=lab/105");
        await viewer.See("[data-test=explain] >> text=ok");
        var link = await viewer.Page.Locator("[data-test=drawer] a.button").GetAttributeAsync("href");
        await viewer.Page.Keyboard.PressAsync("Escape");
        await viewer.Test("drawer").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });

        link.ShouldStartWith(monitor.Proxmox.Endpoints[0].ToString());
        link.ShouldEndWith("%2F105");
        viewer.Page.Url.ShouldContain("q=kind");

        await viewer.Page.Locator("th button:has-text('Memory')").ClickAsync();
        await viewer.See("th[aria-sort=descending]:has-text('Memory')");
        await viewer.Test("columns").ClickAsync();
        await viewer.Test("column-node").ClickAsync();
        await viewer.Page.Locator("th:has-text('Node')").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        await viewer.Go("/guests");
        await viewer.See("tr[data-id='lab/105'] .name a");
        (await viewer.Page.Locator("th:has-text('Node')").CountAsync()).ShouldBe(0, "this browser's choice is kept");
        viewer.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_incident_is_acknowledged()
    {
        monitor.Proxmox.Cluster.KillGuest(101);
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/incidents");
        await viewer.Page.Locator("[data-test=incident][data-key$='CRASHED:lab/101'] a.what").ClickAsync();
        await viewer.Test("comment").FillAsync("the disk is being swapped");
        await viewer.Test("acknowledge").ClickAsync();

        await viewer.See("[data-test=state] >> text=acknowledged");
        await viewer.See(".timeline >> text=the disk is being swapped");
    }

    [Fact]
    public async Task The_audit_log_is_verified_and_exported()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/audit");
        await viewer.Test("verify").ClickAsync();
        await viewer.See("[data-test=chains]");
        var download = await viewer.Page.RunAndWaitForDownloadAsync(() => viewer.Test("export-csv").ClickAsync());

        download.SuggestedFilename.ShouldEndWith(".csv");
        (await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken))
            .ShouldStartWith("id,timestamp,incident_key");
        (await viewer.Test("chains").InnerTextAsync()).ShouldNotContain("BROKEN");
    }

    [Fact]
    public async Task The_audit_log_is_searched_in_the_store_and_exports_what_was_found()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        foreach (var reason in new[] { "the Walrus sleeps", "the walrus is awake" })
        {
            await viewer.Test("kill-switch").ClickAsync();
            await viewer.Test("reason").FillAsync(reason);
            await viewer.Test("confirm").ClickAsync();
            await viewer.Test("confirm").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        }

        await viewer.Go("/audit?since=2000-01-01T00:00:00Z&until=2100-01-01T00:00:00Z");
        await viewer.Test("search").FillAsync("SLEEPS action:set_kill_switch");
        await viewer.Page.Locator("[data-test=export-csv][href*='q=SLEEPS']").WaitForAsync();
        await viewer.See("[data-test=row] >> text=Walrus");
        var shown = await viewer.Test("row").CountAsync();
        var download = await viewer.Page.RunAndWaitForDownloadAsync(() => viewer.Test("export-csv").ClickAsync());
        var exported = (await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).Trim()
            .Split("\r\n");

        exported.Length.ShouldBe(1 + shown);
        exported[1].ShouldContain("the Walrus sleeps");
        exported.ShouldNotContain(line => line.Contains("is awake", StringComparison.Ordinal));
        (await viewer.Test("since").InputValueAsync()).ShouldBe("2000-01-01T01:00", "the viewer is in Berlin");
        await viewer.Test("clear").ClickAsync();
        await viewer.See("[data-test=row] >> text=is awake");
    }
}

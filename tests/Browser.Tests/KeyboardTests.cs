using Microsoft.Playwright;
using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class KeyboardTests(Chromium chromium, WatchingMonitor monitor)
{
    private const string Focused =
        "() => document.activeElement.closest('[data-test], [data-id], [id]')?.getAttribute('data-test') ?? "
            + "document.activeElement.dataset.id ?? document.activeElement.id";

    [Fact]
    public async Task The_first_stop_skips_to_the_content_of_the_same_page()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/guests");
        await viewer.See("tr[data-id]");
        (await viewer.Page
            .EvaluateAsync<bool>("document.querySelector('a, button, input, [tabindex]') === document.querySelector('.skip')"))
            .ShouldBeTrue();
        await viewer.Page.Locator(".skip").FocusAsync();
        (await viewer.Page.Locator(".skip").EvaluateAsync<bool>("e => e.getBoundingClientRect().top >= 0"))
            .ShouldBeTrue("it shows where the focus is");
        await viewer.Page.Keyboard.PressAsync("Enter");

        (await viewer.Page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");
        new Uri(viewer.Page.Url).AbsolutePath.ShouldBe("/guests");
    }

    [Fact]
    public async Task A_dialog_keeps_the_focus_until_Escape_gives_it_back()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        await viewer.Test("kill-switch").FocusAsync();
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.See("dialog[open]");
        (await viewer.Page.EvaluateAsync<string>(Focused)).ShouldBe("reason");
        for (var i = 0; i < 6; i++)
        {
            await viewer.Page.Keyboard.PressAsync("Tab");
            (await viewer.Page
                .EvaluateAsync<bool>("document.activeElement === document.body || !!document.activeElement.closest('dialog')"))
                .ShouldBeTrue();
        }

        await viewer.Page.Keyboard.PressAsync("Escape");
        await viewer.Page.Locator("dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        (await viewer.Page.EvaluateAsync<string>(Focused)).ShouldBe("kill-switch");
    }

    [Fact]
    public async Task The_drawer_takes_the_focus_and_Escape_gives_it_back_to_its_row()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await viewer.Go("/guests");
        await viewer.Page.Locator("tr[data-id='lab/103']").FocusAsync();
        (await viewer.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle")).ShouldBe("solid");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.See("[data-test=drawer]");
        (await viewer.Page.EvaluateAsync<string>(Focused)).ShouldBe("drawer");
        (await viewer.Test("drawer").EvaluateAsync<string>("e => getComputedStyle(e).animationName"))
            .ShouldBe("none", "motion is not wanted");
        await viewer.Page.Keyboard.PressAsync("Escape");
        await viewer.Lose("drawer");

        (await viewer.Page.EvaluateAsync<string>(Focused)).ShouldBe("lab/103");
    }

    [Fact]
    public async Task Incidents_are_selected_and_acknowledged_at_once_with_the_keyboard_alone()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        foreach (var guest in new[] { 104, 108 }) monitor.Proxmox.Cluster.KillGuest(guest);
        await viewer.Go("/incidents?q=entity:lab/104,lab/108");
        await viewer.Page.Locator("[data-test=incident]").Nth(1).WaitForAsync();

        foreach (var key in new[] { "j", "x", "j", "x" }) await viewer.Page.Keyboard.PressAsync(key);
        await viewer.See("[data-test=count]:has-text('2 selected')");
        await viewer.Test("bulk-acknowledge").FocusAsync();
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.See("dialog[open]");
        (await viewer.Page.EvaluateAsync<string>(Focused)).ShouldBe("bulk-comment");
        await viewer.Page.Keyboard.TypeAsync("both hosts are moved");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.See("dialog >> text=2 of 2 acknowledged");
        await viewer.Page.Keyboard.PressAsync("Escape");
        await viewer.Lose("bulk-dialog");

        await viewer.See("[data-test=incident]:nth-of-type(1):has-text('acknowledged') + :has-text('acknowledged')");
        viewer.Errors.ShouldBeEmpty();
        await viewer.Page.Keyboard.PressAsync("j");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.See(".timeline >> text=both hosts are moved");
    }

    [Fact]
    public async Task Everything_is_found_from_every_page_and_an_action_too()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/audit");
        await viewer.Test("search").FocusAsync();
        await viewer.Page.Keyboard.PressAsync("Control+k");
        await viewer.See("dialog[open]");
        (await viewer.Page.EvaluateAsync<string>(Focused)).ShouldBe("palette-text");
        await viewer.Page.Keyboard.TypeAsync("105");
        await viewer.See("[role=option][aria-selected=true]:has-text('105 · lab')");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.See("[data-test=drawer] >> text=lab/105");

        await viewer.Page.Keyboard.PressAsync("Control+k");
        await viewer.Page.Keyboard.TypeAsync("switch");
        await viewer.See("[data-test=found]:nth-child(1):has-text('dark')");
        await viewer.Page.Keyboard.PressAsync("ArrowDown");
        await viewer.See("[data-test=found]:nth-child(2)[aria-selected=true]");
        await viewer.Page.Keyboard.PressAsync("ArrowUp");
        await viewer.See("[data-test=found]:nth-child(1)[aria-selected=true]");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.Lose("palette");
        await viewer.Page.Locator("html[data-theme=dark]").WaitForAsync();
        await viewer.Page.Keyboard.PressAsync("Control+k");
        await viewer.See("dialog[open]");
        await viewer.Page.Keyboard.PressAsync("Escape");
        await viewer.Lose("palette");
        viewer.Errors.ShouldBeEmpty();
    }
}

using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class ChartTests(Chromium chromium, WatchingMonitor monitor)
{
    [Fact]
    public async Task The_charts_of_a_node_and_its_storages_show_the_range_that_was_chosen()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/guests?open=lab/pve1");
        await viewer.See("[data-test=chart] svg[aria-label^='CPU of pve1, last 24 hours: average']");

        await viewer.Page.Locator("[data-test=ranges] button", new() { HasText = "7d" }).ClickAsync();

        await viewer.See("[data-test=chart] svg[aria-label^='Memory of pve1, last 7 days: average']");
        (await viewer.Page.Locator("[data-test=chart] .limit title").First.TextContentAsync()).ShouldNotBeNull().ShouldContain("above");
        await viewer.Page.Locator("[data-test=storage]").First.ClickAsync();
        await viewer.See("[data-test=chart] svg[aria-label^='Usage of local']");
    }
}

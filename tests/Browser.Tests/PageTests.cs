using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class PageTests(Chromium chromium, WatchingMonitor monitor)
{
    [Theory]
    [InlineData("Asia/Tokyo")]
    [InlineData("America/New_York")]
    public async Task Times_are_in_the_viewers_zone(string zone)
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address, zone: zone);
        await viewer.Go("/");
        var time = viewer.Page.Locator(".foot local-time");
        var at = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, System.Globalization.CultureInfo.InvariantCulture);

        (await time.EvaluateAsync<string>("e => e.shadowRoot.textContent"))
            .ShouldContain(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone))
                .ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Dark_and_light_are_chosen_and_kept()
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        var before = await viewer.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        await viewer.Page.Locator("[data-theme-toggle]").ClickAsync();
        await viewer.Go("/incidents");

        (await viewer.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldNotBe(before);
    }
}

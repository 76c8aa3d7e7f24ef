using Microsoft.Playwright;
using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class PageTests(Chromium chromium, WatchingMonitor monitor)
{
    // Text that is hard to read on what is behind it: below 4.5 to 1, or 3 to 1 where it is large (WCAG 2.2, 1.4.3).
    private const string HardToRead =
        """
        () => {
          const channels = c => { const m = c.match(/^rgba?\(([^)]+)\)/); return m ? m[1].split(/[ ,\/]+/).map(Number) : null; };
          const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
          const found = [];
          for (const e of document.querySelectorAll('body *')) {
            if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility() || e.closest('[disabled]')) continue;
            const style = getComputedStyle(e); const ink = channels(style.color); let paper = null;
            for (let p = e; p && !paper; p = p.parentElement) { const c = channels(getComputedStyle(p).backgroundColor); if (c && (c.length < 4 || c[3] === 1)) paper = c; }
            if (!ink || !paper) continue;
            const [a, b] = [light(ink.slice(0, 3)), light(paper.slice(0, 3))]; const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            const size = parseFloat(style.fontSize); const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
            if (ratio < (large ? 3 : 4.5)) found.push(`${e.className || e.tagName}: ${ratio.toFixed(2)} "${e.textContent.trim().slice(0, 30)}"`);
          }
          return [...new Set(found)];
        }
        """;

    public static TheoryData<string, ColorScheme, int> Views
    {
        get
        {
            var views = new TheoryData<string, ColorScheme, int>();
            foreach (var path in new[] { "/", "/guests?open=lab/100", "/incidents", "/activity", "/audit", "/scorecard", "/connect" })
            {
                views.Add(path, ColorScheme.Light, 1440);
                views.Add(path, ColorScheme.Dark, 390);
            }

            return views;
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_page_is_readable_fits_and_asks_nobody_else(string path, ColorScheme scheme, int width)
    {
        await using var viewer = await Viewer.Open(chromium, monitor.Address, width, 844, scheme);
        await viewer.Go(path);
        await viewer.See("h1");

        (await viewer.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        (await viewer.Page.EvaluateAsync<string[]>(HardToRead)).ShouldBeEmpty();
        viewer.Foreign.ShouldBeEmpty();
        viewer.Errors.ShouldBeEmpty();
    }

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
            .ShouldContain(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
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

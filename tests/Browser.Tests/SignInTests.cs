using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class SignInTests(Chromium chromium)
{
    [Fact]
    public async Task With_a_key_a_browser_signs_in_and_out()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var monitor =
            await RunningMonitor.Start(database.File, null, "--Monitor:Auth:BootstrapAdminKey=correct-horse-battery-staple");
        await using var viewer = await Viewer.Open(chromium, monitor.Address);

        await viewer.Page.GotoAsync("/audit");
        await viewer.Test("key").FillAsync("wrong");
        await viewer.Test("sign-in").ClickAsync();
        await viewer.See("text=Wrong key.");
        await viewer.Test("key").FillAsync("correct-horse-battery-staple");
        await viewer.Test("sign-in").ClickAsync();
        await viewer.See("html[data-live=yes] h1 >> text=Audit");
        var cookie = (await viewer.Page.Context.CookiesAsync()).Single(cookie => cookie.Name == "orleansmonitor");
        await viewer.Test("sign-out").ClickAsync();
        await viewer.See("[data-test=key]");
        await viewer.Page.GotoAsync("/guests");

        cookie.HttpOnly.ShouldBeTrue();
        cookie.SameSite.ShouldBe(Microsoft.Playwright.SameSiteAttribute.Strict);
        new Uri(viewer.Page.Url).AbsolutePath.ShouldBe("/sign-in");
    }
}

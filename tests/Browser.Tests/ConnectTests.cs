using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class ConnectTests(Chromium chromium)
{
    [Fact]
    public async Task The_first_run_ends_with_a_watched_cluster()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox();
        await using var monitor = await RunningMonitor.Start(database.File);
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        await viewer.Page.Locator("main a[href='/connect']").ClickAsync();

        await viewer.Test("address").FillAsync(proxmox.Endpoints[0].ToString());
        await viewer.Test("look").ClickAsync();
        (await viewer.Test("fingerprint").InnerTextAsync()).ShouldBe(proxmox.Fingerprint, StringCompareShould.IgnoreCase);
        (await viewer.Test("try").IsDisabledAsync()).ShouldBeTrue();
        await viewer.Test("pin").CheckAsync();
        await viewer.Test("token-id").FillAsync(proxmox.ReadTokenId);
        await viewer.Test("token-secret").FillAsync("00000000-0000-0000-0000-000000000000");
        await viewer.Test("try").ClickAsync();
        await viewer.See("[data-test=report].bad");
        await viewer.Test("token-secret").FillAsync(proxmox.ReadTokenSecret);
        await viewer.Test("try").ClickAsync();
        await viewer.See("[data-test=report].ok >> text=12 guests");

        await viewer.See("[data-test=member]");
        await viewer.Test("member").First.CheckAsync();
        await viewer.Page.Locator("summary", new() { HasText = "Or copy the configuration" }).ClickAsync();
        var configuration = System.Text.Json.JsonDocument.Parse(await viewer.Page.Locator("#configuration").InnerTextAsync());
        var cluster = configuration.RootElement.GetProperty("Monitor").GetProperty("Clusters")[0];
        cluster.GetProperty("Tls").GetProperty("Fingerprint").GetString().ShouldBe(proxmox.Fingerprint, StringCompareShould.IgnoreCase);
        cluster.GetProperty("TokenId").GetString().ShouldBe(proxmox.ReadTokenId);
        configuration.RootElement.ToString().ShouldNotContain(proxmox.ReadTokenSecret);

        await viewer.Test("watch").ClickAsync();
        await viewer.Page.WaitForURLAsync("**/guests?q=cluster:lab");
        await viewer.See("text=web01");

        await viewer.Go("/connect");
        await viewer.See("[data-test=connection-lab] >> text=watched");
        await viewer.Test("pause").ClickAsync();
        await viewer.See("[data-test=connection-lab] >> text=paused");
        await viewer.Test("remove").ClickAsync();
        await viewer.Test("remove-sure").ClickAsync();
        await viewer.Test("connections").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
    }
}

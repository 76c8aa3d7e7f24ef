using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

/// <summary>What the pages say of a cluster is how it is.</summary>
public sealed class HealthTests(Chromium chromium)
{
    [Fact]
    public async Task A_cluster_that_answers_is_not_ok_while_something_critical_stands_and_one_that_refuses_the_token_is_not_unreachable()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox();
        await using var monitor = await RunningMonitor.Start(database.File, proxmox, "--Monitor:Autonomy:Level=1");
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        await viewer.See("[data-test=health].ok >> text=ok");
        await viewer.See("[data-test=kill-switch] >> text=No repairs: level 1");

        proxmox.Cluster.KillGuest(100);
        await viewer.See("[data-test=health].bad >> text=critical");

        proxmox.Cluster.RevokeToken(proxmox.ReadTokenId);
        await viewer.See("[data-test=health].bad >> text=token refused");
        await viewer.See(".banner >> text=lab refuses the token");
        await viewer.See("[data-test=incident] >> text=Token refused by cluster lab");
    }

    [Fact]
    public async Task A_cluster_never_seen_counts_for_nothing_and_has_no_figures()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox();
        await using var monitor = await RunningMonitor.Start(
            database.File, proxmox, "--Monitor:Clusters:1:Name=far", "--Monitor:Clusters:1:TokenId=a@pve!b",
            "--Monitor:Clusters:1:TokenSecret=00000000-0000-0000-0000-000000000000",
            "--Monitor:Clusters:1:Endpoints:0=https://127.0.0.1:1");
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");

        await viewer.See("[data-test=cluster][data-name=far] >> text=unreachable");
        await viewer.See(@"text=/of 12 guests run, 3 of 3 nodes are online, in 1 cluster\. 1 cluster not seen yet\./");
        (await viewer.Page.Locator("[data-test=cluster][data-name=far] .figures b").AllInnerTextsAsync())
            .ShouldBe(["– / –", "– / –", "–", "–"]);
    }

    [Fact]
    public async Task With_nothing_configured_each_page_says_how_to_connect_and_not_that_all_is_well()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var monitor = await RunningMonitor.Start(database.File);
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        foreach (var path in (string[])["/", "/guests", "/storages", "/incidents", "/activity", "/scorecard", "/audit"])
        {
            await viewer.Go(path);
            await viewer.See("[data-test=not-connected] a[href='/connect']");
            (await viewer.Page.Locator("main").InnerTextAsync()).ShouldNotContain("No open incidents", customMessage: path);
            await viewer.See("[data-test=kill-switch] >> text=No repairs: no cluster");
        }
    }
}

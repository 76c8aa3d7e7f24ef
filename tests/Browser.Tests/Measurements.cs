using System.Globalization;
using Microsoft.Playwright;
using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

/// <summary>
/// The figures of the dashboard in docs/performance.md, with 10,000 guests. Only where asked for:
/// <c>dotnet run --project tests/Browser.Tests -c Release -- --explicit only --filter-class "*Measurements" --show-live-output on</c>; MINUTES and GUESTS by environment.
/// </summary>
[Trait("Run", "OnDemand")]
public sealed class Measurements(Chromium chromium, ITestOutputHelper output)
{
    private const string Watch =
        """
        () => {
          window.seen = [];
          new MutationObserver(() => {
            const now = Date.now();
            for (const e of document.querySelectorAll('[data-sequence]')) {
              if (e.measured) continue;
              e.measured = true;
              window.seen.push(now - Date.parse(e.querySelector('local-time').getAttribute('datetime')));
            }
          }).observe(document.body, { childList: true, subtree: true });
          document.querySelectorAll('[data-sequence]').forEach(e => { e.measured = true; });
        }
        """;

    private static readonly int Guests = Number("GUESTS", 10_000);
    private static readonly int Minutes = Number("MINUTES", 10);

    [Fact(Explicit = true)]
    public async Task Ten_thousand_guests()
    {
        var stop = TestContext.Current.CancellationToken;
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox(Guests);
        await using var monitor = await RunningMonitor.Start(database.File, proxmox, "--Monitor:Tiers:Critical=00:00:05", "--Monitor:Tiers:Important=00:00:30", "--Monitor:Tiers:Routine=00:05:00");
        await using var table = await Viewer.Open(chromium, monitor.Address);
        await table.Go("/guests");
        await table.See($"[data-test=count]:has-text('{(Guests + 3).ToString("N0", CultureInfo.InvariantCulture)}')");
        foreach (var path in new[] { "/", "/guests", "/guests?sort=-cpu", "/activity" }) await Paint(path, monitor.Address);

        await using var feed = await Viewer.Open(chromium, monitor.Address);
        await feed.Go("/activity");
        await feed.Page.EvaluateAsync(Watch);
        await table.Go("/guests?sort=-cpu");
        var browser = await table.Page.Context.NewCDPSessionAsync(table.Page);
        await browser.SendAsync("Performance.enable");
        var began = DateTime.UtcNow;
        for (var (step, vmid) = (0, 100); DateTime.UtcNow - began < TimeSpan.FromMinutes(Minutes); step++)
        {
            if (step % 6 == 0) await Memory(browser, DateTime.UtcNow - began);
            for (var i = 0; i < 5; i++, vmid++) proxmox.Cluster.KillGuest(vmid);
            await Task.Delay(TimeSpan.FromSeconds(10), stop);
        }

        await Memory(browser, DateTime.UtcNow - began);
        var late = (await feed.Page.EvaluateAsync<double[]>("window.seen")).Order().ToArray();
        output.WriteLine($"{late.Length} events: visible after their time stamp {At(late, 0.5):0} ms (p50), {At(late, 0.95):0} ms (p95), {late[^1]:0} ms (most)");
    }

    // Cold: a browser context of its own has nothing cached.
    private async Task Paint(string path, Uri address)
    {
        await using var viewer = await Viewer.Open(chromium, address);
        await viewer.Go(path);
        var paint = await viewer.Page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
        var live = await viewer.Page.EvaluateAsync<double>("performance.now()");
        var bytes = await viewer.Page.EvaluateAsync<double>("performance.getEntriesByType('resource').reduce((sum, e) => sum + e.transferSize, performance.getEntriesByType('navigation')[0].transferSize)");
        var rows = await viewer.Page.Locator("tr[data-id], [data-test=cluster], [data-test=event]").CountAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: first paint {paint:0} ms, live {live:0} ms, {bytes / 1024:0} KiB, {rows} rows"));
    }

    private async Task Memory(ICDPSession browser, TimeSpan after)
    {
        await browser.SendAsync("HeapProfiler.collectGarbage");
        var metrics = (await browser.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble(), StringComparer.Ordinal);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"after {after.TotalMinutes:0.0} min: browser heap {metrics["JSHeapUsedSize"] / 1048576:0.0} MiB, {metrics["Nodes"]:0} nodes, server heap {GC.GetTotalMemory(forceFullCollection: true) / 1048576} MiB"));
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    private static int Number(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : otherwise;
}

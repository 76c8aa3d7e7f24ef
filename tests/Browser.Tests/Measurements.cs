using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using OrleansMonitor.Browser.Tests.Harness;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Browser.Tests;

/// <summary>
/// The figures of the dashboard in docs/dashboard.md, with 10,000 guests. Only where asked for:
/// <c>dotnet run --project tests/Browser.Tests -c Release -- --explicit only --filter-class "*Measurements" --show-live-output on</c>;
/// MINUTES and GUESTS by environment.
/// </summary>
[Trait("Run", "OnDemand")]
public sealed class Measurements(Chromium chromium, ITestOutputHelper output)
{
    private const int Crashes = 5;

    // Seen is what a frame has shown: the change is in the page at the first callback and painted by the second.
    private const string Watch =
        """
        () => {
          window.seen = [];
          const known = new Set([...document.querySelectorAll('[data-sequence]')].map(e => e.dataset.sequence));
          new MutationObserver(() => {
            const fresh = [];
            for (const e of document.querySelectorAll('[data-sequence]')) {
              if (known.has(e.dataset.sequence)) continue;
              known.add(e.dataset.sequence);
              fresh.push([Number(e.dataset.sequence), Date.parse(e.querySelector('local-time').getAttribute('datetime'))]);
            }
            if (fresh.length) requestAnimationFrame(() => requestAnimationFrame(() => { const now = Date.now(); for (const [sequence, at] of fresh) window.seen.push([sequence, now - at]); }));
          }).observe(document.body, { childList: true, subtree: true });
        }
        """;

    // The same for rows of the table, by their id.
    private const string WatchRows =
        """
        () => {
          window.rows = {};
          new MutationObserver(() => {
            const fresh = [...document.querySelectorAll('tr[data-id]')].map(e => e.dataset.id).filter(id => !(id in window.rows));
            for (const id of fresh) window.rows[id] = 0;
            if (fresh.length) requestAnimationFrame(() => requestAnimationFrame(() => { for (const id of fresh) window.rows[id] = Date.now(); }));
          }).observe(document.body, { childList: true, subtree: true, attributes: true });
        }
        """;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);
    private static readonly int Guests = Number("GUESTS", 10_000);
    private static readonly double Minutes = Number("MINUTES", 10);

    private readonly StringBuilder _block = new();

    [Fact(Explicit = true)]
    public async Task Ten_thousand_guests()
    {
        var stop = TestContext.Current.CancellationToken;
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox(Guests);
        await using var monitor = await RunningMonitor.Start(
            database.File, proxmox, "--Monitor:Tiers:Critical=00:00:05", "--Monitor:Tiers:Important=00:00:30",
            "--Monitor:Tiers:Routine=00:05:00");
        await using var table = await Viewer.Open(chromium, monitor.Address);
        await table.Go("/guests");
        await table.See($"[data-test=count]:has-text('{(Guests + 3).ToString("N0", CultureInfo.InvariantCulture)}')");
        Say($"{Guests:N0} guests, {Minutes:0.#} minutes, {Crashes} crashes every {Step.TotalSeconds:0} s, {Environment.ProcessorCount} "
            + $"cores, load {Load()} at the start");
        foreach (var path in new[] { "/", "/guests", "/guests?sort=-cpu", "/activity" }) await Paint(path, monitor.Address);

        await using var feed = await Viewer.Open(chromium, monitor.Address);
        await feed.Go("/activity");
        await feed.Page.EvaluateAsync(Watch);
        await using var broken = await Viewer.Open(chromium, monitor.Address);
        await broken.Go("/guests?q=is:broken kind:guest&sort=-vmid");
        await broken.Page.EvaluateAsync(WatchRows);
        await table.Go("/guests?sort=-cpu");
        var browser = await table.Page.Context.NewCDPSessionAsync(table.Page);
        await browser.SendAsync("Performance.enable");
        await Memory(browser, "start");
        await Task.Delay(Step, stop);
        var quiet = await Spent(Task.Delay(TimeSpan.FromSeconds(30), stop));
        using var fed = new Stage(monitor, stop);
        var busy = await Spent(Crash(proxmox, () => Memory(browser, "middle"), stop));
        await Memory(browser, "end");

        var visible = (await feed.Page.EvaluateAsync<double[][]>("window.seen")).Select(pair => pair[1]).ToList();
        Told("stored and fed", fed.Fed);
        Told("on the board that viewers share", fed.Shown);
        Told("painted in the feed", visible);
        var rows = await broken.Page.EvaluateAsync<Dictionary<string, double>>("window.rows");
        Told("painted in the table of what is broken",
            [.. fed.Broke.Where(one => rows.ContainsKey(one.Key)).Select(one => rows[one.Key] - one.Value.ToUnixTimeMilliseconds())]);
        Say($"CPU of the process (monitor, simulator, three viewers): quiet {quiet:0} ms a second, with crashes {busy:0}; "
            + $"{Math.Max(0, busy - quiet) * Minutes * 60 / Math.Max(1, visible.Count):0} ms per event on top");
        Say($"load {Load()} at the end");
        output.WriteLine($"==== Dashboard ====\n{_block}====");
        visible.Count.ShouldBe(fed.Fed.Count, "each event that was fed is painted");
    }

    /// <summary>
    /// What people with hundreds of clusters get: all of them at one simulated address, so the time to read is not theirs.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task Three_hundred_clusters()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningMonitor.Proxmox(30);
        var clusters = Enumerable.Range(0, 300).SelectMany(i => MonitorArguments.Watching(proxmox)
            .Select(argument => argument.Replace("Clusters:0:", $"Clusters:{i}:", StringComparison.Ordinal)
                .Replace("Name=lab", $"Name=customer-{i:000}", StringComparison.Ordinal)));
        await using var monitor = await RunningMonitor.Start(
            database.File, null,
            [.. clusters, "--Monitor:Tiers:Critical=00:00:12", "--Monitor:Tiers:Important=00:00:32", "--Monitor:Tiers:Routine=00:05:00"]);
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");
        await viewer.See("text=/of 9000 guests run/");
        foreach (var path in new[] { "/", "/guests" }) await Paint(path, monitor.Address);
        Say($"CPU of the process with one viewer of the overview: "
            + $"{await Spent(Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)):0} ms a second");
        output.WriteLine($"==== 300 clusters ====\n{_block}====");
        if (Environment.GetEnvironmentVariable("TOUR") is { } folder)
            await viewer.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "hundreds-1440-light.png") });
        (await viewer.Page.Locator("[data-test=cluster]").CountAsync()).ShouldBeLessThan(60, "only lines in sight are drawn");
    }

    private static async Task Crash(OrleansMonitor.Simulator.SimulatedProxmox proxmox, Func<Task> middle, CancellationToken stop)
    {
        var steps = Math.Max(2, (int)(TimeSpan.FromMinutes(Minutes) / Step));
        for (var (step, vmid) = (0, 100); step < steps; step++)
        {
            if (step == steps / 2) await middle();
            for (var i = 0; i < Crashes; i++, vmid++) proxmox.Cluster.KillGuest(vmid);
            await Task.Delay(Step, stop);
        }

        // What the last ones cause is told within another step.
        await Task.Delay(Step, stop);
    }

    // CPU milliseconds of this process per second.
    private static async Task<double> Spent(Task work)
    {
        using var process = Process.GetCurrentProcess();
        var (before, began) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await work;
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    // Cold: a browser context of its own has nothing cached.
    private async Task Paint(string path, Uri address)
    {
        await using var viewer = await Viewer.Open(chromium, address);
        await viewer.Go(path);
        var paint = await viewer.Page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
        var live = await viewer.Page.EvaluateAsync<double>("performance.now()");
        var bytes = await viewer.Page
            .EvaluateAsync<double>(
            "performance.getEntriesByType('resource').reduce((sum, e) => sum + e.transferSize, "
                + "performance.getEntriesByType('navigation')[0].transferSize)");
        var rows = await viewer.Page.Locator("tr[data-id], [data-test=cluster], [data-test=event]").CountAsync();
        Say($"first paint {path}: {paint:0} ms, live {live:0} ms, {bytes / 1024:0} KiB, {rows} rows");
    }

    private async Task Memory(ICDPSession browser, string when)
    {
        await browser.SendAsync("HeapProfiler.collectGarbage");
        var metrics = (await browser.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value")
                .GetDouble(), StringComparer.Ordinal);
        Say($"heap at the {when}: browser {metrics["JSHeapUsedSize"] / 1048576:0.0} MiB, {metrics["Nodes"]:0} nodes; server "
            + $"{GC.GetTotalMemory(forceFullCollection: true) / 1048576d:0} MiB");
    }

    private void Told(string what, IReadOnlyCollection<double> late)
    {
        var sorted = late.Order().ToArray();
        Say(sorted.Length == 0 ? $"{what}: nothing came"
            : $"{what}, after the event's time stamp: p50 {At(sorted, 0.5):0} ms, p95 {At(sorted, 0.95):0}, p99 {At(sorted, 0.99):0}, "
                + $"most {sorted[^1]:0} ms ({sorted.Length} events)");
    }

    private void Say(FormattableString line) => _block.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    private void Say(string line) => _block.AppendLine(line);

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : otherwise;
}

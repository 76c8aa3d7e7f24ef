using Microsoft.Playwright;
using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

/// <summary>
/// Makes the pictures in docs/screenshots from the running demo. Only where asked for:
/// <c>dotnet run --project tests/Browser.Tests -c Release -- --explicit only --filter-class "*Screenshots"</c>.
/// </summary>
[Trait("Run", "OnDemand")]
public sealed class Screenshots(Chromium chromium)
{
    // Long enough for the demo's story to break and repair a few things; shorter by environment for a first look.
    internal static readonly TimeSpan Story = TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("STORY_SECONDS"), out var seconds) ? seconds : 150);

    private static readonly (string Name, string Path)[] Pages =
    [
        ("overview", "/"), ("guests", "/guests"), ("incidents", "/incidents"), ("activity", "/activity"), ("audit", "/audit"), ("scorecard", "/scorecard"), ("connect", "/connect"),
    ];

    [Fact(Explicit = true)]
    public async Task Take()
    {
        using var database = new TempDatabase();
        await using var monitor = await RunningMonitor.Start(database.File, null, "--demo");
        await Task.Delay(Story, TestContext.Current.CancellationToken);
        var folder = Folder();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var viewer = await Viewer.Open(chromium, monitor.Address, 1440, 900, scheme);
            foreach (var (name, path) in Pages) await Shoot(viewer, path, Path.Combine(folder, $"{name}-{Word(scheme)}.png"));
            await viewer.Go("/guests?q=kind:vm");
            await viewer.Page.Locator("tbody tr[tabindex]").First.ClickAsync();
            await viewer.See("[data-test=drawer] .timeline, [data-test=drawer] h3");
            await Save(viewer, Path.Combine(folder, $"drawer-{Word(scheme)}.png"));
            await viewer.Go("/incidents");
            await viewer.Page.Locator("[data-test=all]").ClickAsync();
            if (await viewer.Page.Locator("[data-test=incident] a.what").CountAsync() == 0) continue;
            await viewer.Page.Locator("[data-test=incident] a.what").First.ClickAsync();
            await viewer.See(".timeline");
            await Save(viewer, Path.Combine(folder, $"incident-{Word(scheme)}.png"));
        }

        await using var phone = await Viewer.Open(chromium, monitor.Address, 390, 844, ColorScheme.Dark);
        foreach (var (name, path) in Pages) await Shoot(phone, path, Path.Combine(folder, $"{name}-phone.png"));
    }

    private static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "OrleansMonitor.sln"))) root = root.Parent ?? throw new DirectoryNotFoundException("The repository is not above the tests.");
        return Directory.CreateDirectory(Environment.GetEnvironmentVariable("SCREENSHOTS") ?? Path.Combine(root.FullName, "docs", "screenshots")).FullName;
    }

    private static async Task Shoot(Viewer viewer, string path, string file)
    {
        await viewer.Go(path);
        await Save(viewer, file);
    }

    private static Task Save(Viewer viewer, string file) => viewer.Page.ScreenshotAsync(new() { Path = file, Animations = ScreenshotAnimations.Disabled });

    private static string Word(ColorScheme scheme) => scheme.ToString().ToLowerInvariant();
}

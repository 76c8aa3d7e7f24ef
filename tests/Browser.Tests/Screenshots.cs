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
    internal static readonly TimeSpan Story =
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("STORY_SECONDS"), out var seconds) ? seconds : 150);

    private static readonly string[] Monitor =
        ["overview", "guests", "drawer", "incidents-past", "incident", "activity", "audit", "scorecard"];

    private static readonly string[] Phone = ["overview", "guests", "incident", "activity"];

    [Fact(Explicit = true)]
    public async Task Take()
    {
        using var database = new TempDatabase();
        using var nothing = new TempDatabase();
        await using var demo = await RunningMonitor.Start(database.File, null, "--demo");
        await using var bare = await RunningMonitor.Start(nothing.File, null, $"--Monitor:Auth:BootstrapAdminKey={Scene.Key}");
        await Task.Delay(Story, TestContext.Current.CancellationToken);
        var folder = Folder();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var name in Monitor) await Shoot(name, demo.Address, 1440, scheme, Path.Combine(folder, $"{name}-{Word(scheme)}.png"));
            await Shoot("connect", bare.Address, 1440, scheme, Path.Combine(folder, $"connect-{Word(scheme)}.png"));
        }

        foreach (var name in Phone) await Shoot(name, demo.Address, 390, ColorScheme.Dark, Path.Combine(folder, $"{name}-phone.png"));
    }

    private async Task Shoot(string name, Uri address, int width, ColorScheme scheme, string file)
    {
        await using var viewer = await Viewer.Open(chromium, address, width, width < 720 ? 844 : 900, scheme);
        await Scene.All.Single(scene => scene.Name == name).Enter(viewer);
        await viewer.Page.ScreenshotAsync(new() { Path = file, Animations = ScreenshotAnimations.Disabled });
    }

    private static string Folder()
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } named) return Directory.CreateDirectory(named).FullName;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "OrleansMonitor.sln")))
            root = root.Parent ?? throw new DirectoryNotFoundException("The repository is not above the tests.");
        return Directory.CreateDirectory(Path.Combine(root.FullName, "docs", "screenshots")).FullName;
    }

    private static string Word(ColorScheme scheme) => scheme.ToString().ToLowerInvariant();
}

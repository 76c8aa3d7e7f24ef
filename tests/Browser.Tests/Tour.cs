using Microsoft.Playwright;
using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

/// <summary>
/// Takes a picture of every scene, light and dark, on a desk and on a phone, for people to look at. Only where asked for:
/// <c>dotnet run --project tests/Browser.Tests -c Release -- --explicit only --filter-class "*Tour"</c>; TOUR and STORY_SECONDS by
/// environment.
/// </summary>
[Trait("Run", "OnDemand")]
public sealed class Tour(Chromium chromium, SceneMonitors monitors) : IClassFixture<SceneMonitors>
{
    // What looks otherwise where a repair waits for a person and a cluster does not answer.
    private static readonly string[] Troubled = ["overview", "guests", "incident"];

    [Fact(Explicit = true)]
    public async Task Take()
    {
        using var database = new TempDatabase();
        using var nothing = new TempDatabase();
        await using var demo = await RunningMonitor.Start(database.File, null, "--demo");
        await using var bare = await RunningMonitor.Start(nothing.File, null, $"--Monitor:Auth:BootstrapAdminKey={Scene.Key}");
        await Task.Delay(Screenshots.Story, TestContext.Current.CancellationToken);
        var folder =
            Directory.CreateDirectory(Environment.GetEnvironmentVariable("TOUR") ?? Path.Combine(Path.GetTempPath(), "tour")).FullName;
        foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                foreach (var scene in Scene.All)
                {
                    await using var viewer = await Viewer.Open(chromium, (scene.Bare ? bare : demo).Address, width, height, scheme);
                    await scene.Enter(viewer);
                    await Picture(viewer, scene.Name);
                }

                foreach (var scene in Scene.All.Where(scene => Troubled.Contains(scene.Name)))
                {
                    await using var viewer = await Viewer.Open(chromium, monitors.Of(scene), width, height, scheme);
                    await monitors.Break(viewer);
                    await scene.Enter(viewer);
                    await Picture(viewer, $"{scene.Name}-troubled");
                }

                Task Picture(Viewer viewer, string name) => viewer.Page.ScreenshotAsync(
                    new()
                    {
                        Path = Path.Combine(folder, $"{name}-{width}-{scheme}.png".ToLowerInvariant()),
                        Animations = ScreenshotAnimations.Disabled
                    });
            }
        }
    }
}

using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task The_demo_says_that_it_is_one_wherever_it_shows()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, null, null, "--demo");

        var status = await app.Until(
            "/api/v1/status", status => status.GetProperty("clusters")[0].GetProperty("state").GetString() == "ok", "the first poll");

        status.GetProperty("demo").GetBoolean().ShouldBeTrue();
        status.GetProperty("autonomyLevel").GetInt32().ShouldBe(3);
        status.GetProperty("clusters")[0].GetProperty("name").GetString().ShouldBe("demo");
        (await app.Http.GetStringAsync("/", RunningApp.Timeout)).ShouldContain("This is a simulated cluster. Nothing here is real.");
        app.Log.Lines.ShouldContain(line => line.StartsWith("DEMO: watching a simulated cluster"));
        app.Log.Lines.ShouldContain(line => line.Contains($"curl '{app.Address.GetLeftPart(UriPartial.Authority)}/api/v1/events?after=0'"));
    }

    [Fact]
    public async Task The_demo_does_not_meet_configured_clusters() =>
        (await Should.ThrowAsync<ConfigurationException>(() => MonitorApp.BuildAsync(["--demo", "--Monitor:Clusters:0:Name=lab"])))
        .Problems.ShouldHaveSingleItem().Key.ShouldBe("Monitor:Clusters");

    [Fact]
    public async Task Without_clusters_it_says_how_to_add_one_and_runs()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);

        app.Log.Lines.ShouldContain(line => line.Contains("/connect to add one") && line.Contains("Monitor:Clusters"));
        (await app.Get("/api/v1/clusters")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("--help", "--demo")]
    [InlineData("--version", "0.")]
    public async Task It_tells_about_itself(string argument, string words)
    {
        var (exitCode, output) = await ApiProcess.Tell(argument);

        exitCode.ShouldBe(0);
        output.ShouldContain(words);
    }
}

using OrleansMonitor.Browser.Tests.Harness;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Browser.Tests;

public sealed class ManyClustersTests(Chromium chromium)
{
    [Fact]
    public async Task Many_clusters_are_a_table_with_the_troubled_first_that_is_searched()
    {
        chromium.Need();
        using var database = new TempDatabase();
        var proxmoxes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RunningMonitor.Proxmox(3)));
        await using var stops = new Stops(proxmoxes);
        var clusters = proxmoxes.SelectMany((proxmox, i) => MonitorArguments.Watching(proxmox)
            .Select(argument => argument.Replace("Clusters:0:", $"Clusters:{i}:", StringComparison.Ordinal)
                .Replace("Name=lab", $"Name=c{i}", StringComparison.Ordinal)));
        await using var monitor = await RunningMonitor.Start(
            database.File, null,
            [.. clusters, .. proxmoxes[7].Endpoints.Select((_, i) => $"--Monitor:Clusters:7:Endpoints:{i}=https://127.0.0.1:{i + 1}")]);
        await using var viewer = await Viewer.Open(chromium, monitor.Address);
        await viewer.Go("/");

        await viewer.See(
            "tbody tr[data-test=cluster]:nth-of-type(2)[data-name=c7], tbody tr[data-test=cluster]:first-of-type[data-name=c7]");
        await viewer.See("[data-test=cluster-count]:has-text('10 of 10')");
        await viewer.Test("find-cluster").FillAsync("c3");
        await viewer.See("[data-test=cluster-count]:has-text('1 of 10')");
        (await viewer.Test("cluster").GetAttributeAsync("data-name")).ShouldBe("c3");
    }

    private sealed class Stops(IReadOnlyList<IAsyncDisposable> all) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var one in all) await one.DisposeAsync();
        }
    }
}

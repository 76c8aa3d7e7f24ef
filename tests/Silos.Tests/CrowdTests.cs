using System.Globalization;
using OrleansMonitor.Silos.Tests.Harness;
using OrleansMonitor.Simulator.Faults;

namespace OrleansMonitor.Silos.Tests;

/// <summary>
/// Five hundred clusters on three silos, three of them ill. Takes some minutes and a quiet machine:
/// <c>dotnet test --project tests/Silos.Tests -c Release --explicit only --filter-class "*CrowdTests"</c>.
/// </summary>
[Trait("Run", "OnDemand")]
public sealed class CrowdTests(ITestOutputHelper output)
{
    private const int Polls = 9;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(12);

    [Fact(Explicit = true)]
    public async Task Three_ill_clusters_do_not_make_the_others_late()
    {
        await using var monitor = new SiloCluster(new(Silos: 3, Apis: 0, Clusters: 500, Guests: 4, Standalone: true));
        await monitor.InitializeAsync();
        var (ill, well) = (monitor.Clusters.Take(3).ToList(), monitor.Clusters.Skip(3).ToList());

        // The first polls begin with the silos and are of no interest.
        await Task.WhenAll(well.Select(cluster => cluster.Polled(4)));
        var without = await Lateness(well);
        ill[0].Proxmox.Faults.Add(new FaultRule { PathPrefix = "/", Hang = true });
        ill[1].Proxmox.Faults.Add(new FaultRule { PathPrefix = "/", Delay = TimeSpan.FromSeconds(20) });
        ill[2].Proxmox.Faults.Add(new FaultRule { PathPrefix = "/", InvalidJson = true });
        var with = await Lateness(well);

        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"lateness of {well.Count} clusters, ms: without p50 {without.P50:F0} p99 {without.P99:F0} max {without.Max:F0}; with p50 "
                    + $"{with.P50:F0} p99 {with.P99:F0} max {with.Max:F0}"));
        with.P99.ShouldBeLessThan(without.P99 + 100);
    }

    // Against the earliest poll on the cluster's own grid.
    private static async Task<(double P50, double P99, double Max)> Lateness(List<TickLog> clusters)
    {
        var from = DateTimeOffset.UtcNow;
        await Task.WhenAll(clusters.Select(cluster => cluster.Polled(Polls)));
        var late = new List<double>();
        foreach (var cluster in clusters)
        {
            var offsets = cluster.Since(from).Select(at => (at - from).Ticks % Period.Ticks).ToList();
            var first = Earliest(offsets);
            late.AddRange(offsets.Select(offset => TimeSpan.FromTicks((offset - first + Period.Ticks) % Period.Ticks).TotalMilliseconds));
        }

        late.Sort();
        return (late[late.Count / 2], late[late.Count * 99 / 100], late[^1]);
    }

    // On a circle: the point behind which the longest empty arc lies.
    private static long Earliest(List<long> offsets)
    {
        var sorted = offsets.Order().ToList();
        long GapBefore(int i) => i == 0 ? sorted[0] + Period.Ticks - sorted[^1] : sorted[i] - sorted[i - 1];
        return sorted[Enumerable.Range(0, sorted.Count).MaxBy(GapBefore)];
    }
}

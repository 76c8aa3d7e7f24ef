using System.Net;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Grains.Tests;

public sealed class RendezvousTests
{
    private static readonly string[] Clusters = [.. Enumerable.Range(0, 600).Select(i => $"cluster-{i}")];

    [Fact]
    public void Silos_agree_however_they_list_each_other()
    {
        var silos = Silos(5);
        foreach (var cluster in Clusters) Rendezvous.Choose(cluster, [.. silos.Reverse()]).ShouldBe(Rendezvous.Choose(cluster, silos));
    }

    [Fact]
    public void Clusters_spread_evenly() =>
        Clusters.GroupBy(cluster => Rendezvous.Choose(cluster, Silos(3))).ShouldAllBe(share => share.Count() > 150 && share.Count() < 250);

    [Fact]
    public void A_silo_that_comes_takes_from_all_others_and_moves_nothing_else()
    {
        var (before, after) = (Silos(3), Silos(4));
        var moved = Clusters.Where(cluster => !Rendezvous.Choose(cluster, before).Equals(Rendezvous.Choose(cluster, after))).ToList();
        moved.ShouldAllBe(cluster => Rendezvous.Choose(cluster, after).Equals(after[3]));
        moved.GroupBy(cluster => Rendezvous.Choose(cluster, before)).Count().ShouldBe(3);
        moved.Count.ShouldBeInRange(100, 200);
    }

    [Fact]
    public void A_silo_that_comes_back_gets_its_clusters_back()
    {
        var (before, after) = (Silos(3), Silos(3, generation: 2));
        foreach (var cluster in Clusters) Rendezvous.Choose(cluster, after).Endpoint.ShouldBe(Rendezvous.Choose(cluster, before).Endpoint);
    }

    [Theory]
    [InlineData("lab")]
    [InlineData("lab/100")]
    [InlineData("lab/pve1")]
    [InlineData("lab/Critical")]
    public void All_grains_of_a_cluster_are_placed_by_its_name(string key) =>
    ClusterPlacement.ClusterOf(GrainId.Create("any", key)).ShouldBe("lab");

    private static SiloAddress[] Silos(int count, int generation = 1) =>
        [.. Enumerable.Range(1, count).Select(i => SiloAddress.New(IPAddress.Loopback, 11110 + i, generation))];
}

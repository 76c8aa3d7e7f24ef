using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Tests.Settings;

/// <summary>The list of watched clusters, and the registry that it follows.</summary>
public sealed class WatchedClustersTests
{
    private static readonly ClusterName Lab = ClusterName.Parse("lab");
    private static readonly ClusterName Home = ClusterName.Parse("home");

    [Fact]
    public void Added_clusters_come_after_those_in_the_configuration_and_paused_ones_not_at_all()
    {
        WatchedClusters clusters = [Lab];
        var registry = ClusterRegistry.Empty.With(Cluster("home", "https://a:8006")).With(Cluster("away", "https://b:8006"));

        clusters.Apply(registry.Paused(registry.Find(Home)!, "paused")).ShouldBeTrue();

        clusters.ShouldBe([Lab, ClusterName.Parse("away")]);
        clusters.Contains(Home).ShouldBeFalse();
        clusters.FindAdded(Home).ShouldBeNull();
    }

    [Fact]
    public void The_configuration_hides_an_added_cluster_of_its_name()
    {
        WatchedClusters clusters = [Lab];
        clusters.Apply(ClusterRegistry.Empty.With(Cluster("lab", "https://a:8006")));

        clusters.ShouldBe([Lab]);
        clusters.FindAdded(Lab).ShouldBeNull();
    }

    [Fact]
    public void An_older_registry_is_ignored_and_an_unchanged_connection_keeps_its_instance()
    {
        WatchedClusters clusters = [];
        var first = ClusterRegistry.Empty.With(Cluster("home", "https://a:8006"));
        clusters.Apply(first);
        var known = clusters.FindAdded(Home);
        var changes = 0;
        clusters.Changed += () => changes++;

        clusters.Apply(
            first.With(Cluster("away", "https://b:8006")) with { Clusters = [known! with { }, Cluster("away", "https://b:8006")] });
        clusters.Apply(first).ShouldBeFalse();

        clusters.FindAdded(Home).ShouldBeSameAs(known);
        (clusters.Length, changes).ShouldBe((2, 1));
    }

    [Fact]
    public void A_change_of_a_connection_that_was_changed_meanwhile_is_refused()
    {
        var registry = ClusterRegistry.Empty.With(Cluster("home", "https://a:8006"));
        var read = registry.Find(Home)!;

        registry.Refuse(read, isNew: false).ShouldBeNull();
        registry.With(read).Refuse(read, isNew: false).ShouldBe(new(RegistryProblem.Changed, Home));
    }

    [Theory]
    [InlineData("CA1 lab pve1", "CA1 lab pve1,pve2", true)]
    [InlineData("CA1 lab pve1", "CA2 lab pve1", false)]
    [InlineData(null, "CA2 lab pve1", true)]
    public void Another_Proxmox_is_known_by_its_authority(string? one, string? other, bool mayBe) =>
        SameProxmox.MayBe(one, other).ShouldBe(mayBe);

    [Fact]
    public void The_same_name_address_or_Proxmox_is_refused()
    {
        var registry = ClusterRegistry.Empty.With(Cluster("home", "https://pve1:8006", "CA one"));

        registry.Refuse(Cluster("home", "https://b:8006"), isNew: true)!.Problem.ShouldBe(RegistryProblem.NameTaken);
        registry.Refuse(Cluster("away", "https://PVE1.:8006/"), isNew: true).ShouldBe(new(RegistryProblem.AddressTaken, Home));
        registry.Refuse(Cluster("away", "https://b:8006", "CA one"), isNew: true).ShouldBe(new(RegistryProblem.SameProxmox, Home));
        registry.Refuse(Cluster("away", "https://b:8006", "CA two"), isNew: true).ShouldBeNull();
        registry.Refuse(Cluster("away", "https://b:8006"), isNew: false)!.Problem.ShouldBe(RegistryProblem.Unknown);
        registry.Refuse(registry.Find(Home)! with { AddedBy = "ben" }, isNew: false).ShouldBeNull();
    }

    [Fact]
    public void A_name_is_free_again_once_its_watch_has_ended()
    {
        var registry = ClusterRegistry.Empty.With(Cluster("home", "https://a:8006"));
        var removed = registry.Without(registry.Find(Home)!, "removed");

        removed.Refuse(Cluster("home", "https://a:8006"), isNew: true)!.Problem.ShouldBe(RegistryProblem.Ending);
        removed.WithEnded(Home).Refuse(Cluster("home", "https://a:8006"), isNew: true).ShouldBeNull();
        removed.WithEnded(Home).Version.ShouldBe(3);
    }

    private static RegisteredCluster Cluster(string name, string endpoint, string? identity = null) => new()
    {
        Name = ClusterName.Parse(name),
        Endpoints = [endpoint],
        Fingerprints = [],
        TokenId = "monitor@pve!read",
        SealedToken = "sealed",
        Identity = identity,
        AddedBy = "ann",
        AddedAt = DateTimeOffset.UnixEpoch,
    };
}

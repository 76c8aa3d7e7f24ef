using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Domain.Settings;

/// <summary>The clusters that people added, in the order in which they were added. Pure.</summary>
[GenerateSerializer, Immutable, Alias("cluster-registry")]
public sealed record ClusterRegistry
{
    /// <summary>The maximum number of added clusters.</summary>
    public const int Capacity = 1000;

    /// <summary>No clusters.</summary>
    public static ClusterRegistry Empty { get; } = new();

    /// <summary>Increases with each change; 0 before the first.</summary>
    [Id(0)] public long Version { get; init; }

    /// <summary>The added clusters.</summary>
    [Id(1)] public ImmutableArray<RegisteredCluster> Clusters { get; init; } = [];

    /// <summary>Clusters that are no longer watched, but whose incidents are not resolved yet.</summary>
    [Id(2)] public ImmutableArray<EndingWatch> Ending { get; init; } = [];

    /// <summary>The cluster of a name; null if there is none.</summary>
    public RegisteredCluster? Find(ClusterName name) => Clusters.FirstOrDefault(cluster => cluster.Name == name);

    /// <summary>Why a connection cannot be added or put in the place of the one with its name; null if it can.</summary>
    /// <param name="cluster">The connection.</param>
    /// <param name="isNew">False to change a connection.</param>
    public RegistryRefusal? Refuse(RegisteredCluster cluster, bool isNew)
    {
        if (isNew && Clusters.Length >= Capacity) return new(RegistryProblem.Full, null);
        if (isNew && Find(cluster.Name) is not null) return new(RegistryProblem.NameTaken, cluster.Name);
        if (!isNew && Find(cluster.Name) is null) return new(RegistryProblem.Unknown, cluster.Name);
        if (!isNew && Find(cluster.Name)!.Revision != cluster.Revision) return new(RegistryProblem.Changed, cluster.Name);
        if (IsEnding(cluster.Name)) return new(RegistryProblem.Ending, cluster.Name);
        var others = Clusters.Where(other => other.Name != cluster.Name).ToList();
        if (others.Find(other => cluster.Identity is not null && other.Identity == cluster.Identity) is { } same)
            return new(RegistryProblem.SameProxmox, same.Name);
        var addresses = Addresses(cluster).ToHashSet(StringComparer.Ordinal);
        return others.Find(other => Addresses(other).Any(addresses.Contains)) is { } taken
            ? new(RegistryProblem.AddressTaken, taken.Name)
            : null;
    }

    /// <summary>With a new or changed connection.</summary>
    public ClusterRegistry With(RegisteredCluster cluster)
    {
        var next = cluster with { Revision = Version + 1 };
        return this with
        {
            Version = Version + 1,
            Clusters = Find(cluster.Name) is { } before ? Clusters.Replace(before, next) : Clusters.Add(next),
        };
    }

    /// <summary>With a cluster watched again. Its connection stays as it is.</summary>
    public ClusterRegistry Resumed(RegisteredCluster cluster) => this with
    {
        Version = Version + 1,
        Clusters = Clusters.Replace(cluster, cluster with { Paused = false }),
    };

    /// <summary>With a cluster paused; its watch is to be ended.</summary>
    public ClusterRegistry Paused(RegisteredCluster cluster, string reason) => Ended(
        Clusters.Replace(cluster, cluster with { Paused = true }), cluster.Name, reason, isRemoved: false);

    /// <summary>Without a cluster; its watch is to be ended.</summary>
    public ClusterRegistry Without(RegisteredCluster cluster, string reason) =>
        Ended(Clusters.Remove(cluster), cluster.Name, reason, isRemoved: true);

    /// <summary>The watch of a cluster has ended.</summary>
    public ClusterRegistry WithEnded(ClusterName name) => this with
    {
        Version = Version + 1,
        Ending = Ending.RemoveAll(ending => ending.Cluster == name),
    };

    /// <summary>Whether the watch of a cluster is being ended.</summary>
    public bool IsEnding(ClusterName name) => Ending.Any(ending => ending.Cluster == name);

    private static IEnumerable<string> Addresses(RegisteredCluster cluster) =>
        cluster.Endpoints.Select(endpoint => ProxmoxAddress.Normalise(new Uri(endpoint)));

    private ClusterRegistry Ended(
        ImmutableArray<RegisteredCluster> clusters, ClusterName name, string reason, bool isRemoved) => this with
        {
            Version = Version + 1,
            Clusters = clusters,
            Ending = Ending.RemoveAll(ending => ending.Cluster == name).Add(new(name, reason, isRemoved)),
        };
}

/// <summary>A cluster whose watch is being ended: its incidents are resolved and its states forgotten.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Reason">Why, as text, such as <c>no longer watched: removed by ann</c>.</param>
/// <param name="IsRemoved">Whether it was removed: its autonomy level must not pass to another Proxmox under its name.</param>
[GenerateSerializer, Immutable, Alias("ending-watch")]
public sealed record EndingWatch(
    [property: Id(0)] ClusterName Cluster, [property: Id(1)] string Reason, [property: Id(2)] bool IsRemoved = false);

using Orleans.Concurrency;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Registry;

/// <summary>
/// The clusters that people added, kept across restarts and read by every process each second. Each change is audited before it is stored,
/// and takes effect once it is stored. Key: 0.
/// </summary>
[Alias("cluster-registry-grain")]
public interface IClusterRegistryGrain : IGrainWithIntegerKey
{
    /// <summary>The registry; null if it is still the known version. Fails if it was never read and cannot be.</summary>
    /// <param name="known">The known version; null for none.</param>
    [Alias("get"), AlwaysInterleave]
    Task<ClusterRegistry?> Get(long? known);

    /// <summary>Adds a cluster.</summary>
    /// <param name="cluster">The connection with sealed tokens.</param>
    /// <param name="address">The address of the person who adds it, as text; null if that is not known.</param>
    /// <returns>Why it was refused; null if it was added.</returns>
    [Alias("add")]
    Task<RegistryRefusal?> Add(RegisteredCluster cluster, string? address);

    /// <summary>Replaces the connection of a cluster. Whether it is paused, and who added it when, stay as they are.</summary>
    /// <param name="cluster">The connection with sealed tokens.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="address">The address of that person, as text; null if that is not known.</param>
    /// <returns>Why it was refused; null if it was changed.</returns>
    [Alias("change")]
    Task<RegistryRefusal?> Change(RegisteredCluster cluster, string actor, string? address);

    /// <summary>
    /// Pauses or resumes a cluster. A paused one is neither polled nor acted on within two seconds; its open incidents are resolved as no
    /// longer watched, and its states forgotten. Resumed, it is seen for the first time again.
    /// </summary>
    /// <param name="name">The cluster.</param>
    /// <param name="paused">True to pause it.</param>
    /// <param name="actor">Who does that.</param>
    /// <param name="address">The address of that person, as text; null if that is not known.</param>
    /// <returns>Why it was refused; null if it is so now.</returns>
    [Alias("pause")]
    Task<RegistryRefusal?> Pause(ClusterName name, bool paused, string actor, string? address);

    /// <summary>Removes a cluster with its tokens; otherwise like pausing. Its audit log and past incidents stay.</summary>
    /// <param name="name">The cluster.</param>
    /// <param name="actor">Who removes it.</param>
    /// <param name="address">The address of that person, as text; null if that is not known.</param>
    /// <returns>Why it was refused; null if it is removed.</returns>
    [Alias("remove")]
    Task<RegistryRefusal?> Remove(ClusterName name, string actor, string? address);
}

/// <summary>Gets the registry of clusters.</summary>
public static class ClusterRegistryKeys
{
    /// <summary>The registry.</summary>
    public static IClusterRegistryGrain ClusterRegistry(this IGrainFactory grains) => grains.GetGrain<IClusterRegistryGrain>(0);
}

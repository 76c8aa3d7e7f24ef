using System.Globalization;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Audit;

namespace OrleansMonitor.Grains.Registry;

/// <summary>A change of the registry, for the audit log and the event feed. It contains no secret, sealed or not.</summary>
/// <param name="Act">What happened.</param>
/// <param name="Name">The cluster.</param>
/// <param name="Before">Its connection before; null for a new one.</param>
/// <param name="After">Its connection afterwards; null if it was removed.</param>
internal sealed record RegistryChange(AccessAct Act, ClusterName Name, RegisteredCluster? Before, RegisteredCluster? After)
{
    public static RegistryChange Added(RegisteredCluster cluster, string? address) =>
        new(new("add_cluster", cluster.AddedBy, address, $"Cluster {cluster.Name} added"), cluster.Name, null, cluster);

    public static RegistryChange Changed(RegisteredCluster before, RegisteredCluster after, string actor, string? address) =>
        new(new("change_cluster", actor, address, $"Connection of cluster {after.Name} changed"), after.Name, before, after);

    public static RegistryChange Paused(RegisteredCluster before, bool paused, string actor, string? address) => paused
        ? new(new("pause_cluster", actor, address, $"Cluster {before.Name} paused"), before.Name, before, before with { Paused = true })
        : new(new("resume_cluster", actor, address, $"Cluster {before.Name} resumed"), before.Name, before, before with { Paused = false });

    public static RegistryChange Removed(RegisteredCluster before, string actor, string? address) =>
        new(new("remove_cluster", actor, address, $"Cluster {before.Name} removed"), before.Name, before, null);

    /// <summary>The audit row.</summary>
    /// <param name="now">The time now.</param>
    /// <param name="level">The autonomy level in force.</param>
    public AutonomyAction Row(DateTimeOffset now, AutonomyLevel level) => AccessRow.Of(
        now, Act, level,
        [
            ("cluster", Name.ToString()), ("before", Shown(Before)), ("after", Shown(After)),
            ("newSecret", Before is not null && After is not null && Before.SealedToken != After.SealedToken),
            ("newActSecret", Before is not null && After is not null && Before.SealedActToken != After.SealedActToken),
        ]);

    /// <summary>The event for clients.</summary>
    /// <param name="row">The id of the audit row.</param>
    /// <param name="now">The time now.</param>
    public MonitorEvent Event(string row, DateTimeOffset now) => EventComposer.System(
        string.Create(CultureInfo.InvariantCulture, $"registry:{row}"), now, Severity.Info, EventSource.User, Name.ToString(), Act.Details,
        $"{Act.Details} (by {Act.Actor}).");

    private static Dictionary<string, object?>? Shown(RegisteredCluster? cluster) => cluster is null
        ? null
        : new(StringComparer.Ordinal)
        {
            ["endpoints"] = cluster.Endpoints,
            ["fingerprints"] = cluster.Fingerprints,
            ["tokenId"] = cluster.TokenId,
            ["actTokenId"] = cluster.ActTokenId,
            ["paused"] = cluster.Paused,
        };
}

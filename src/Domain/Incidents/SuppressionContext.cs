using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>The data used to evaluate suppressions of an incident.</summary>
public sealed record SuppressionContext
{
    /// <summary>The current time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Now by the machine's clock, used for maintenance windows; null if that is the same.</summary>
    public DateTimeOffset? MachineTime { get; init; }

    /// <summary>Now, for maintenance windows.</summary>
    public DateTimeOffset Calendar => MachineTime ?? At;

    /// <summary>Possible parents, open or recently ended (<see cref="Inhibition.CanBeParent"/>).</summary>
    public ImmutableArray<Incident> Parents { get; init; } = [];

    /// <summary>The configured maintenance windows.</summary>
    public ImmutableArray<MaintenanceWindow> Windows { get; init; } = [];

    /// <summary>How long children may take to recover after their parent's end before they are notified.</summary>
    public TimeSpan Aftermath { get; init; }

    /// <summary>Which guests' failures belong to a storm; null for none.</summary>
    public StormReach? Storm { get; init; }

    /// <summary>The configured autonomy levels.</summary>
    public AutonomyRules Levels { get; init; } = AutonomyRules.Default;

    /// <summary>The run-time levels; null if they cannot be read.</summary>
    public AutonomySettings? Autonomy { get; init; }

    /// <summary>How long the repair of a condition may take before people are notified at level 4; null if it has no repair.</summary>
    public Func<ConditionType, TimeSpan?> RepairTime { get; init; } = static _ => null;

    /// <summary>Attributes of the cluster's guests and nodes.</summary>
    public ClusterTraits Traits { get; init; } = ClusterTraits.Unknown;
}

/// <summary>Cluster data for selectors and suppressions.</summary>
/// <param name="Known">False before the first answer since the monitor started; the other members mean nothing then.</param>
/// <param name="Guests">Attributes by VMID, as far as requested.</param>
/// <param name="NodesInMaintenance">Nodes that Proxmox HA has in maintenance mode (<c>hastate</c> of the node's row, api-facts §4).</param>
[GenerateSerializer, Immutable, Alias("cluster-traits")]
public sealed record ClusterTraits(
    [property: Id(0)] bool Known,
    [property: Id(1)] ImmutableDictionary<int, GuestTraits> Guests,
    [property: Id(2)] ImmutableArray<string> NodesInMaintenance)
{
    /// <summary>Increases whenever the node, tags or pool of a guest change, so readers know when to refresh.</summary>
    [Id(3)] public long Version { get; init; }

    /// <summary>No data.</summary>
    public static ClusterTraits Unknown { get; } = new(false, ImmutableDictionary<int, GuestTraits>.Empty, []);

    /// <summary>The attributes of a guest, or null.</summary>
    public GuestTraits? Guest(int vmid) => Guests.TryGetValue(vmid, out var traits) ? traits : null;
}

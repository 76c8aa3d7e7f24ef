using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>What must be known to tell what suppresses an incident.</summary>
public sealed record SuppressionContext
{
    /// <summary>Now.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Now by the machine's clock, which maintenance windows go by; null where that is the same.</summary>
    public DateTimeOffset? MachineTime { get; init; }

    /// <summary>Now, as maintenance windows mean it.</summary>
    public DateTimeOffset Calendar => MachineTime ?? At;

    /// <summary>Incidents that can be parents, open or ended not long ago (<see cref="Inhibition.CanBeParent"/>).</summary>
    public ImmutableArray<Incident> Parents { get; init; } = [];

    /// <summary>The configured maintenance windows.</summary>
    public ImmutableArray<MaintenanceWindow> Windows { get; init; } = [];

    /// <summary>How long after a parent's end its children have to recover before they are told.</summary>
    public TimeSpan Aftermath { get; init; }

    /// <summary>Which guests' failures belong to a storm; null for none.</summary>
    public StormReach? Storm { get; init; }

    /// <summary>The configured autonomy levels.</summary>
    public AutonomyRules Levels { get; init; } = AutonomyRules.Default;

    /// <summary>The levels as set at run time; null where they cannot be read.</summary>
    public AutonomySettings? Autonomy { get; init; }

    /// <summary>
    /// How long the repair of a condition may take before people are told of it at level 4; null where nothing repairs it.
    /// </summary>
    public Func<ConditionType, TimeSpan?> RepairTime { get; init; } = static _ => null;

    /// <summary>What is known of the cluster's guests and nodes.</summary>
    public ClusterTraits Traits { get; init; } = ClusterTraits.Unknown;
}

/// <summary>What selectors and suppressions need to know of a cluster.</summary>
/// <param name="Known">False before the first answer since the monitor started: nothing below can be told then.</param>
/// <param name="Guests">By VMID, as far as asked for.</param>
/// <param name="NodesInMaintenance">Nodes that Proxmox HA has in maintenance mode (<c>hastate</c> of the node's row, api-facts §4).</param>
[GenerateSerializer, Immutable, Alias("cluster-traits")]
public sealed record ClusterTraits(
    [property: Id(0)] bool Known,
    [property: Id(1)] ImmutableDictionary<int, GuestTraits> Guests,
    [property: Id(2)] ImmutableArray<string> NodesInMaintenance)
{
    /// <summary>Grows whenever the node, tags or pool of any guest moved, so that a reader knows when to ask for them again.</summary>
    [Id(3)] public long Version { get; init; }

    /// <summary>Nothing is known.</summary>
    public static ClusterTraits Unknown { get; } = new(false, ImmutableDictionary<int, GuestTraits>.Empty, []);

    /// <summary>A guest's, or null.</summary>
    public GuestTraits? Guest(int vmid) => Guests.TryGetValue(vmid, out var traits) ? traits : null;
}

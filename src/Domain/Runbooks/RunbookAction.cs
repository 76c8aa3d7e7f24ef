using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>One thing to do, complete enough to be sent and to be told.</summary>
[GenerateSerializer, Immutable, Alias("runbook-action")]
public sealed record RunbookAction
{
    /// <summary>What to do.</summary>
    [Id(0)] public required ActionKind Kind { get; init; }

    /// <summary>To what: a guest, a node or a service.</summary>
    [Id(1)] public required EntityId Target { get; init; }

    /// <summary>The node concerned: the guest's, the one to wake, the service's.</summary>
    [Id(2)] public required string Node { get; init; }

    /// <summary>What the guest is; null where the target is none.</summary>
    [Id(3)] public GuestKind? GuestKind { get; init; }

    /// <summary>The living member that sends the packet; null until one is chosen, and for other kinds.</summary>
    [Id(4)] public ClusterMember? Via { get; init; }

    /// <summary>Its name in the audit log, such as <c>start_guest</c>.</summary>
    public string Name => Kind.Repair().Name;

    /// <summary>What the act token must be able to do.</summary>
    public Capability Capability => Kind.Repair().Capability;

    /// <summary>Whether a PVE task carries it out.</summary>
    public bool LeavesTask => Kind.Repair().TaskType(this) is not null;

    /// <summary>Whether the node concerned is away, so that another one acts.</summary>
    public bool IsNodeAway => Kind.Repair().IsNodeAway;

    /// <summary>The node that acts.</summary>
    public string ActingNode => Via?.Node ?? Node;

    /// <summary>The node as an id.</summary>
    public NodeId NodeId => new(Target.Cluster, Node);

    /// <summary>Whether a node gave one of the answers that were read for it.</summary>
    public bool HasAnswered(ProbeReadings readings, string node) => Kind.Repair().HasAnswered(readings, node);

    /// <summary>Starts a guest on the node that owns it.</summary>
    public static RunbookAction StartGuest(GuestId guest, string node, GuestKind kind) =>
        new() { Kind = ActionKind.StartGuest, Target = EntityId.Of(guest), Node = node, GuestKind = kind };

    /// <summary>Wakes a node.</summary>
    public static RunbookAction WakeNode(NodeId node, ClusterMember? via = null) =>
        new() { Kind = ActionKind.WakeNode, Target = EntityId.Of(node), Node = node.Name, Via = via };

    /// <summary>Restarts a service.</summary>
    public static RunbookAction RestartService(NodeId node, string service) =>
        new() { Kind = ActionKind.RestartService, Target = EntityId.Service(node, service), Node = node.Name };
}

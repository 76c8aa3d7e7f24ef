using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>One action on one target, with everything needed to send and to describe it.</summary>
[GenerateSerializer, Immutable, Alias("runbook-action")]
public sealed record RunbookAction
{
    /// <summary>The kind of action.</summary>
    [Id(0)] public required ActionKind Kind { get; init; }

    /// <summary>The target: a guest, a node or a service.</summary>
    [Id(1)] public required EntityId Target { get; init; }

    /// <summary>The affected node: the node of the guest or service, or the node to wake.</summary>
    [Id(2)] public required string Node { get; init; }

    /// <summary>The kind of guest; null if the target is not a guest.</summary>
    [Id(3)] public GuestKind? GuestKind { get; init; }

    /// <summary>The living member that sends the wake-up packet; null until one is chosen, and for other kinds of actions.</summary>
    [Id(4)] public ClusterMember? Via { get; init; }

    /// <summary>The action's name in the audit log, such as <c>start_guest</c>.</summary>
    public string Name => Kind.Repair().Name;

    /// <summary>What the act token must be able to do.</summary>
    public Capability Capability => Kind.Repair().Capability;

    /// <summary>Whether a PVE task carries out the action.</summary>
    public bool LeavesTask => Kind.Repair().TaskType(this) is not null;

    /// <summary>Whether the affected node is away, so that another node acts.</summary>
    public bool IsNodeAway => Kind.Repair().IsNodeAway;

    /// <summary>The node that acts: <see cref="Via"/> if one is chosen, otherwise <see cref="Node"/>.</summary>
    public string ActingNode => Via?.Node ?? Node;

    /// <summary>The affected node's id.</summary>
    public NodeId NodeId => new(Target.Cluster, Node);

    /// <summary>Whether a node itself gave one of the answers in the readings.</summary>
    public bool HasAnswered(ProbeReadings readings, string node) => Kind.Repair().HasAnswered(readings, node);

    /// <summary>Creates the action that starts a guest on the node that owns it.</summary>
    public static RunbookAction StartGuest(GuestId guest, string node, GuestKind kind) =>
        new() { Kind = ActionKind.StartGuest, Target = EntityId.Of(guest), Node = node, GuestKind = kind };

    /// <summary>Creates the action that wakes a node.</summary>
    public static RunbookAction WakeNode(NodeId node, ClusterMember? via = null) =>
        new() { Kind = ActionKind.WakeNode, Target = EntityId.Of(node), Node = node.Name, Via = via };

    /// <summary>Creates the action that restarts a service.</summary>
    public static RunbookAction RestartService(NodeId node, string service) =>
        new() { Kind = ActionKind.RestartService, Target = EntityId.Service(node, service), Node = node.Name };
}

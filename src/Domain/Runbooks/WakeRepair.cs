using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>Wakes a node that is away.</summary>
internal sealed class WakeRepair : IRepair
{
    public ActionKind Kind => ActionKind.WakeNode;

    public string Name => "wake_node";

    public Capability Capability => Capability.WakeNodes;

    public bool IsNodeAway => true;

    public ImmutableArray<Runbook> Runbooks { get; } =
    [
        new("wake-node", "Wake a node that cannot be reached", "woken", ActionKind.WakeNode,
            [
                "a member with quorum reports it offline",
                "it neither answers, accepts nor refuses a connection at its own address",
                "another member is online to send the packet",
                "its configuration has a MAC address, which Proxmox requires",
            ],
            "the other members see it online",
            "Shut the node down (Shutdown in the web interface, or poweroff on it). "
            + "To keep it from being woken, set NeverAct for it under Monitor:Autonomy:Nodes."),
    ];

    public Reads RequiredReads => Reads.Members | Reads.Answer;

    public RunbookAction? Against(EntityId entity, string? node, GuestKind? guest) =>
        entity.Kind == EntityKind.Node ? RunbookAction.WakeNode(new(entity.Cluster, entity.Name)) : null;

    public bool HasAnswered(ProbeReadings readings, string node) =>
        readings.Members?.Nodes.Any(member => member.Local && member.Node == node) == true;

    public string? TaskType(RunbookAction action) => null;

    public TimeSpan Deadline(GuardrailSettings settings) => settings.NodeDeadline;

    public Diagnosis Judge(RunbookAction action, ProbeReadings readings)
    {
        if (readings.Members is not { } members)
            return new(RepairNeed.Unreadable, $"the members cannot be read: {readings.Blind ?? "no reason given"}", action);
        if (members.Quorate == false)
            return new(RepairNeed.Unreadable, "no endpoint has quorum: members that its node cannot reach may be healthy", action);
        if (Member(action, members) is not { } target) return new(RepairNeed.Gone, $"{action.Node} is no member of its cluster", action);
        if (target.Online) return new(RepairNeed.Gone, $"the other members see {action.Node} online", action);

        if (readings.Reaction == NodeReaction.Answers)
            return new(RepairNeed.Gone, $"{action.Node} answers by itself: it is cut off, not off", action);
        if (readings.Reaction == NodeReaction.Connects)
            return new(RepairNeed.Unreadable, $"{action.Node} accepts connections and does not answer: it hangs, it is not off", action);

        if (readings.Reaction == NodeReaction.Refuses)
            return new(RepairNeed.Unreadable, $"{action.Node} refuses connections: it has power, and its API is down", action);

        // The member that answered is certainly alive; it only reports the others to be online.
        var via = members.Nodes.Where(member => member.Online).OrderByDescending(member => member.Local).FirstOrDefault();
        return via is null
            ? new(RepairNeed.Unreadable, "no other member is online that could send the packet", action)
            : new(RepairNeed.Needed, $"{via.Node} sees {action.Node} offline", action with { Via = via });
    }

    public Health Verify(RunbookAction action, ProbeReadings readings)
    {
        if (readings.Members is not { } members) return new(null, $"the members cannot be read: {readings.Blind ?? "no reason given"}");
        return Member(action, members) is { Online: true }
            ? new(true, $"the other members see {action.Node} online")
            : new(false, $"the other members do not see {action.Node} online");
    }

    public bool IsTaskOf(RunbookAction action, PveTask task) => false;

    private static ClusterMember? Member(RunbookAction action, ClusterMembership members) =>
        members.Nodes.FirstOrDefault(member => member.Node == action.Node);
}

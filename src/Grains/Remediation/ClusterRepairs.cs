using System.Collections.Immutable;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>What the repairs of one cluster share.</summary>
/// <param name="Index">All of them.</param>
/// <param name="Slots">Which are at work.</param>
/// <param name="Memory">What is kept beside their journals.</param>
internal sealed record ClusterRepairs(RepairIndex Index, RepairSlots Slots, RemediationMemory Memory)
{
    /// <summary>What a repair must know of the others before it begins or goes on.</summary>
    public RepairSurroundings Around(RepairCase one) => Around(one, Slots.OtherTargets(one));

    /// <summary>
    /// The same for one that is not to begin now, but to be proposed or recorded: the turn of others is nothing against that, only a repair
    /// of the same target is.
    /// </summary>
    public RepairSurroundings AroundUnbegun(RepairCase one) =>
        Around(one, Slots.OtherTargets(one).RemoveAll(target => target != one.Plan.Action.Target));

    private RepairSurroundings Around(RepairCase one, ImmutableArray<EntityId> atWork) =>
        new(atWork, Memory.State.Storm, one.IsRenewed, Index.WideIncidents);
}

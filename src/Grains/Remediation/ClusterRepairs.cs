using System.Collections.Immutable;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>What the repairs of one cluster share.</summary>
/// <param name="Index">All repairs.</param>
/// <param name="Slots">The slots of repairs in flight.</param>
/// <param name="Memory">The state that is stored besides their journals.</param>
internal sealed record ClusterRepairs(RepairIndex Index, RepairSlots Slots, RemediationMemory Memory)
{
    /// <summary>What a repair must know of the others before it begins or continues.</summary>
    public RepairSurroundings Surroundings(RepairCase repair) => Surroundings(repair, Slots.OtherTargets(repair));

    /// <summary>
    /// The data for a repair that is only proposed or recorded. Other repairs in flight do not prevent it, unless they have the same
    /// target.
    /// </summary>
    public RepairSurroundings SurroundingsOfProposal(RepairCase repair) =>
        Surroundings(repair, Slots.OtherTargets(repair).RemoveAll(target => target != repair.Plan.Action.Target));

    private RepairSurroundings Surroundings(RepairCase repair, ImmutableArray<EntityId> atWork) =>
        new(atWork, Memory.State.Storm, repair.IsRenewed, Index.WideIncidents);
}

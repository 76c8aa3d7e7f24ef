using System.Collections.Immutable;
using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>What a repair must know of the others in its cluster.</summary>
/// <param name="AtWork">The targets of the other repairs in flight.</param>
/// <param name="Storm">The present storm, if any.</param>
/// <param name="Renewed">Whether a person wants it proposed again.</param>
/// <param name="WideIncidents">Ids of the open incidents of nodes and of the cluster. If they change, refused repairs are checked
/// again.</param>
internal sealed record RepairSurroundings(ImmutableArray<EntityId> AtWork, StormState Storm, bool Renewed, string WideIncidents);

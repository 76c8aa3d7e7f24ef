using System.Collections.Immutable;
using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>What a repair must know of the others in its cluster.</summary>
/// <param name="AtWork">The targets of others that are at work.</param>
/// <param name="Storm">Whether many things fail at once.</param>
/// <param name="Renewed">True where a person wants it proposed anew.</param>
/// <param name="WideIncidents">Ids of the open incidents of nodes and of the cluster: where one comes or goes, what was refused is looked
/// at again.</param>
internal sealed record RepairSurroundings(ImmutableArray<EntityId> AtWork, StormState Storm, bool Renewed, string WideIncidents);

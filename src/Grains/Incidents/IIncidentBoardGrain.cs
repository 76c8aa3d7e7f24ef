using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>
/// Evaluates what suppresses the incidents of one cluster: wider incidents, maintenance, flapping. Incidents and the cluster wait for it,
/// so it calls neither; they push what it must know. Key: the cluster's name.
/// </summary>
[Alias("incident-board-grain")]
public interface IIncidentBoardGrain : IGrainWithStringKey
{
    /// <summary>What suppresses an incident now; empty if nothing does. Call it before notifying and before acting.</summary>
    [Alias("weigh")]
    Task<ImmutableArray<Suppression>> EvaluateSuppression(Incident incident);

    /// <summary>The keys of those incidents, about to be opened, whose repair would be suspended by something other than a storm.</summary>
    [Alias("held")]
    Task<ImmutableArray<string>> FindSuspended(ImmutableArray<Incident> prospects);

    /// <summary>An incident was opened, resolved or changed.</summary>
    [Alias("note")]
    Task Update(Incident incident);

    /// <summary>Applies traits that selectors and suppressions need; false if a full update is needed.</summary>
    [Alias("learn")]
    Task<bool> UpdateTraits(TraitsUpdate update);

    /// <summary>
    /// Evaluates every open incident again and returns the changes: new parents, children released by a parent that ended, flapping
    /// incidents that have become calm. Called after each poll; the caller applies the changes to the incidents.
    /// </summary>
    /// <param name="ownNetwork">The open incident about the monitor's own network, or null.</param>
    [Alias("review"), ResponseTimeout("00:02:00")]
    Task<ImmutableArray<SuppressionChange>> Review(Incident? ownNetwork);

    /// <summary>Called by silos of the previous version, where the board applied the changes itself. Does nothing.</summary>
    [Alias("sweep"), ResponseTimeout("00:02:00")]
    Task Sweep(Incident? ownNetwork);
}

using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>
/// What suppresses the incidents of one cluster: wider incidents, maintenance, flapping. It calls neither incidents nor the cluster, which
/// both wait for it; what it must know is told to it. Key: the cluster's name.
/// </summary>
[Alias("incident-board-grain")]
public interface IIncidentBoardGrain : IGrainWithStringKey
{
    /// <summary>What suppresses an incident now; empty where nothing does. Ask before telling and before acting.</summary>
    [Alias("weigh")]
    Task<ImmutableArray<Suppression>> EvaluateSuppression(Incident incident);

    /// <summary>
    /// Which of some incidents that are about to open something keeps from being acted on, other than a storm: their keys.
    /// </summary>
    [Alias("held")]
    Task<ImmutableArray<string>> FindSuspended(ImmutableArray<Incident> prospects);

    /// <summary>
    /// Takes in an incident as it is now: one that can be a parent, that has ended, that was weighed again or whose story went on.
    /// </summary>
    [Alias("note")]
    Task Note(Incident incident);

    /// <summary>Takes in what selectors and suppressions need to know of guests and nodes; false where everything must be told.</summary>
    [Alias("learn")]
    Task<bool> UpdateTraits(TraitsUpdate update);

    /// <summary>
    /// Weighs every open incident again and answers those that move: children are to be put under a new parent, survivors of an ended one
    /// released, flapping ones that have become calm resolved. Asked after each poll; who asks hands the answer to the incidents.
    /// </summary>
    /// <param name="ownNetwork">The open incident about the monitor's own network, or null.</param>
    [Alias("review"), ResponseTimeout("00:02:00")]
    Task<ImmutableArray<SuppressionChange>> Review(Incident? ownNetwork);

    /// <summary>
    /// Asked for by silos of the version before, which have it weighed by the board itself; nothing moves until they are gone.
    /// </summary>
    [Alias("sweep"), ResponseTimeout("00:02:00")]
    Task Sweep(Incident? ownNetwork);
}

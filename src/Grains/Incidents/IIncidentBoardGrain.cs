using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>What suppresses the incidents of one cluster: wider incidents, maintenance, flapping. Key: the cluster's name.</summary>
[Alias("incident-board-grain")]
public interface IIncidentBoardGrain : IGrainWithStringKey
{
    /// <summary>What suppresses an incident now; empty where nothing does. Ask before telling and before acting.</summary>
    [Alias("weigh")]
    Task<ImmutableArray<Suppression>> Weigh(Incident incident);

    /// <summary>Which of some incidents that are about to open something keeps from being acted on, other than a storm: their keys.</summary>
    [Alias("held")]
    Task<ImmutableArray<string>> Held(ImmutableArray<Incident> prospects);

    /// <summary>
    /// Takes in an incident as it is now: one that can be a parent, that has ended, that was weighed again or whose story went on. Called in the middle of a sweep: where the grain is to leave, each would wait for the other,
    /// so it is not waited for long. What fails for want of it is told or weighed again.
    /// </summary>
    [Alias("note"), ResponseTimeout("00:00:03")]
    Task Note(Incident incident);

    /// <summary>
    /// Weighs every open incident again: children are put under a new parent, survivors of an ended one are released, flapping ones that have become
    /// calm are resolved. Runs after each poll; doing it again changes nothing.
    /// </summary>
    /// <param name="ownNetwork">The open incident about the monitor's own network, or null.</param>
    [Alias("sweep"), ResponseTimeout("00:02:00")]
    Task Sweep(Incident? ownNetwork);
}

using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Requests;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Playing;

/// <summary>A played story: the true changes of the simulated cluster, and the monitor's public output.</summary>
/// <param name="Story">The story.</param>
/// <param name="Truth">All changes of the cluster, oldest first.</param>
/// <param name="Requests">All requests that change something and reached the cluster, with the true state at that time.</param>
/// <param name="Life">The executed steps of the monitor's life.</param>
/// <param name="Events">All stored events, in order.</param>
/// <param name="Incidents">All incidents.</param>
/// <param name="Actions">All rows of the audit log, oldest first.</param>
/// <param name="Observations">Samples of what the monitor showed of the cluster.</param>
/// <param name="ChainProblem">The problem of the audit log's chain; null if it is intact.</param>
/// <param name="Cost">Its cost.</param>
public sealed record Play(
    Story Story,
    IReadOnlyList<SimulatedChange> Truth,
    IReadOnlyList<ActRequest> Requests,
    IReadOnlyList<LifeMoment> Life,
    IReadOnlyList<MonitorEvent> Events,
    IReadOnlyList<Incident> Incidents,
    IReadOnlyList<AutonomyAction> Actions,
    IReadOnlyList<ObservedState> Observations,
    string? ChainProblem,
    PlayCost Cost)
{
    /// <summary>
    /// When each event was first published, stored or live: the true time by sequence. A missing one counts by its own timestamp.
    /// </summary>
    public IReadOnlyDictionary<long, DateTimeOffset> StoredAt { get; init; } = new Dictionary<long, DateTimeOffset>();
}

/// <summary>An executed step of the monitor's life.</summary>
/// <param name="At">When, by the true clock.</param>
/// <param name="Do">The action.</param>
/// <param name="Problem">Why it failed; null if it did not.</param>
public sealed record LifeMoment(DateTimeOffset At, MonitorAction Do, string? Problem);

/// <summary>What the monitor showed at one time.</summary>
/// <param name="At">When, by the true clock.</param>
/// <param name="Running">Whether its process ran.</param>
/// <param name="State">The cluster's state as in the API; null if it could not be read.</param>
/// <param name="CallsItselfFresh">Whether it showed its data as fresh.</param>
/// <param name="Open">The keys of the incidents that it listed as open, in order.</param>
/// <param name="Explained">For each explained guest the VMID and the keys of its active conditions.</param>
public sealed record ObservedState(
    DateTimeOffset At, bool Running, string? State, bool CallsItselfFresh, IReadOnlyList<string> Open,
    IReadOnlyDictionary<int, IReadOnlyList<string>> Explained);

/// <summary>The cost of playing a story.</summary>
/// <param name="Cpu">Processor time.</param>
/// <param name="Wakes">How often the clock stopped at a timer.</param>
public sealed record PlayCost(TimeSpan Cpu, long Wakes);

using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Requests;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Playing;

/// <summary>What a story came to: the truth of the simulated cluster on one side, the monitor's public output on the other.</summary>
/// <param name="Story">The story.</param>
/// <param name="Truth">Everything that truly happened in the cluster, oldest first.</param>
/// <param name="Requests">Every request that changes something and reached the cluster, with what was true at that instant.</param>
/// <param name="Life">What happened to the monitor, and when.</param>
/// <param name="Events">Every stored event, in order.</param>
/// <param name="Incidents">Every incident.</param>
/// <param name="Actions">Every row of the audit log, oldest first.</param>
/// <param name="Looks">What the monitor showed of the cluster, looked at again and again.</param>
/// <param name="ChainProblem">What is wrong with the audit log's chain; null where it is whole.</param>
/// <param name="Cost">What it took.</param>
public sealed record Play(
    Story Story,
    IReadOnlyList<SimulatedChange> Truth,
    IReadOnlyList<ActRequest> Requests,
    IReadOnlyList<LifeMoment> Life,
    IReadOnlyList<MonitorEvent> Events,
    IReadOnlyList<Incident> Incidents,
    IReadOnlyList<AutonomyAction> Actions,
    IReadOnlyList<Look> Looks,
    string? ChainProblem,
    PlayCost Cost)
{
    /// <summary>
    /// When each event was first told, stored or live, by the true clock and the event's sequence. One that is missing counts by its own
    /// timestamp.
    /// </summary>
    public IReadOnlyDictionary<long, DateTimeOffset> StoredAt { get; init; } = new Dictionary<long, DateTimeOffset>();
}

/// <summary>A step of the monitor's life that was carried out.</summary>
/// <param name="At">When, by the true clock.</param>
/// <param name="Do">What.</param>
/// <param name="Problem">Why it could not be done; null where it was.</param>
public sealed record LifeMoment(DateTimeOffset At, MonitorAction Do, string? Problem);

/// <summary>What the monitor showed at one instant.</summary>
/// <param name="At">When, by the true clock.</param>
/// <param name="Running">Whether its process ran.</param>
/// <param name="State">The cluster's state in the API's words; null where it could not be asked.</param>
/// <param name="CallsItselfFresh">Whether it called what it shows fresh.</param>
/// <param name="Open">The keys of the incidents that it listed as open, in order.</param>
/// <param name="Explained">For each guest that it was asked to explain: the VMID, and the keys that it named as holding.</param>
public sealed record Look(
    DateTimeOffset At, bool Running, string? State, bool CallsItselfFresh, IReadOnlyList<string> Open,
    IReadOnlyDictionary<int, IReadOnlyList<string>> Explained);

/// <summary>What playing a story took.</summary>
/// <param name="Cpu">Processor time.</param>
/// <param name="Wakes">How often the clock stopped for somebody.</param>
public sealed record PlayCost(TimeSpan Cpu, long Wakes);

using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Scenarios.Tests.Telling;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>What happened in a play, and what the monitor said and recorded of it.</summary>
internal record Story(
    IReadOnlyList<Told> Happened,
    IReadOnlyList<MonitorEvent> Events,
    IReadOnlyList<Incident> Incidents,
    IReadOnlyList<AutonomyAction> Audit)
{
    /// <summary>All of it, as text.</summary>
    public string Narration { get; init; } = "";
}

using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Scenarios.Tests.Telling;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>What came of a scenario.</summary>
internal sealed record ScenarioRun(
    Scenario Scenario,
    IReadOnlyList<Told> Happened,
    IReadOnlyList<MonitorEvent> Events,
    IReadOnlyList<Incident> Incidents,
    IReadOnlyList<AutonomyAction> Audit)
    : Story(Happened, Events, Incidents, Audit)
{
    /// <summary>What the monitor warned of.</summary>
    public string Complaints { get; init; } = "";
}

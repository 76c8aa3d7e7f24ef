using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Dashboard.Ports;

/// <summary>What a person at the dashboard may ask and say. Calls throw where the database or a silo does not answer.</summary>
public interface IMonitorDesk
{
    /// <summary>What this monitor is.</summary>
    MonitorInfo Info { get; }

    /// <summary>The level and kill switch in force.</summary>
    Task<AutonomySettings> AutonomyAsync();

    /// <summary>Sets the level; audited and told.</summary>
    Task<AutonomySettings> SetLevelAsync(AutonomyLevel level, string actor);

    /// <summary>Throws or releases the kill switch; audited and told.</summary>
    Task<AutonomySettings> SetKillSwitchAsync(bool active, string reason, string actor);

    /// <summary>How many incidents are open.</summary>
    Task<int> CountOpenAsync(CancellationToken cancellation);

    /// <summary>A page of incidents, newest first.</summary>
    Task<IncidentPage> IncidentsAsync(IncidentQuery query, CancellationToken cancellation);

    /// <summary>An incident, or null.</summary>
    Task<Incident?> IncidentAsync(string id, CancellationToken cancellation);

    /// <summary>Says that somebody looks after an incident; null where there is none.</summary>
    Task<Incident?> AcknowledgeAsync(string id, string? comment, string actor);

    /// <summary>A page of the audit log, newest first.</summary>
    Task<ActionPage> ActionsAsync(ActionQuery query);

    /// <summary>Every rule on a guest with its last verdict.</summary>
    IReadOnlyList<RuleExplanation> Explain(GuestId guest, GuestEntry entry);

    /// <summary>Every rule on a node with its last verdict.</summary>
    IReadOnlyList<RuleExplanation> Explain(ClusterName cluster, NodeEntry entry);
}

/// <summary>What this monitor is.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Demo">Whether what it watches is simulated.</param>
/// <param name="StartedAt">When this process started.</param>
/// <param name="NeedsKey">Whether people sign in with the admin key.</param>
public sealed record MonitorInfo(string Version, bool Demo, DateTimeOffset StartedAt, bool NeedsKey);

using System.Collections.Immutable;
using System.Security.Claims;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Autonomy.DryRun;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Dashboard.Ports;

/// <summary>
/// The queries and commands of the dashboard. Calls throw if the database or a silo does not answer. Commands check the user's role,
/// whatever a page offers.
/// </summary>
public interface IMonitorService
{
    /// <summary>Facts about this monitor.</summary>
    MonitorInfo Info { get; }

    /// <summary>Why the database does not accept writes, as text; null while it does.</summary>
    string? StorageProblem { get; }

    /// <summary>The levels and the kill switch in force.</summary>
    Task<AutonomySettings> AutonomyAsync();

    /// <summary>What is missing for any repair under these settings, in a few words; null if something can be repaired.</summary>
    string? MissingForRepairs(AutonomySettings now);

    /// <summary>
    /// Sets the level of the whole monitor or of one cluster; null removes the cluster's own level. Audited and published. Returns why it
    /// was refused, or null.
    /// </summary>
    Task<string?> SetLevelAsync(AutonomyLevel? level, string? cluster, string? reason, ClaimsPrincipal user);

    /// <summary>The clusters whose repairs wait because of a failure storm.</summary>
    Task<ImmutableArray<Storm>> StormsAsync();

    /// <summary>
    /// Resumes a cluster's repairs before its storm has calmed down. Audited and published. Returns why it was refused, or null.
    /// </summary>
    Task<string?> ResumeAfterStormAsync(ClusterName cluster, string reason, ClaimsPrincipal user);

    /// <summary>Turns the kill switch on or off. Audited and published. Returns why it was refused, or null.</summary>
    Task<string?> SetKillSwitchAsync(bool active, string reason, ClaimsPrincipal user);

    /// <summary>
    /// Approves or rejects the proposed repair of an incident. Audited and published. Returns why it was refused, or null.
    /// </summary>
    Task<string?> DecideAsync(string id, bool approve, string? comment, ClaimsPrincipal user, CancellationToken cancellation);

    /// <summary>The repair of an incident that waits for a person's decision, or null.</summary>
    Task<ProposedRepair?> ProposalAsync(Incident incident);

    /// <summary>How many incidents are open.</summary>
    Task<int> CountOpenAsync(CancellationToken cancellation);

    /// <summary>A page of incidents, newest first.</summary>
    Task<IncidentPage> IncidentsAsync(IncidentQuery query, CancellationToken cancellation);

    /// <summary>The incident with this id, or null.</summary>
    Task<Incident?> IncidentAsync(string id, CancellationToken cancellation);

    /// <summary>Acknowledges an incident. Audited and published. Returns why it was refused, or null.</summary>
    Task<string?> AcknowledgeAsync(string id, string? comment, ClaimsPrincipal user, CancellationToken cancellation);

    /// <summary>A page of the audit log, newest first.</summary>
    Task<ActionPage> ActionsAsync(ActionQuery query);

    /// <summary>Verifies the hash chains of the audit log, one per cluster.</summary>
    Task<IReadOnlyList<ChainReport>> VerifyAsync(CancellationToken cancellation);

    /// <summary>All executed or proposed repairs of all clusters with their scores, newest first.</summary>
    Task<IReadOnlyList<ScoredCase>> ScoredCasesAsync();

    /// <summary>The last guardrail verdicts on the repair of an entity with an open incident; empty if none was evaluated.</summary>
    Task<ImmutableArray<GuardrailFinding>> VerdictsAsync(EntityId entity);

    /// <summary>Every rule of an entity with its last verdict and its suppressions; null if the entity is unknown.</summary>
    Task<Explanation?> ExplainAsync(EntityId entity);
}

/// <summary>Facts about this monitor.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Demo">Whether it watches a simulated cluster.</param>
/// <param name="StartedAt">When this process started.</param>
public sealed record MonitorInfo(string Version, bool Demo, DateTimeOffset StartedAt);

/// <summary>A repair that waits for a person's decision.</summary>
/// <param name="Text">What would be done, and why.</param>
/// <param name="Until">When it expires.</param>
public sealed record ProposedRepair(string Text, DateTimeOffset Until);

/// <summary>A failure storm in one cluster, during which its repairs wait.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Since">When it began.</param>
/// <param name="Members">Keys of the incidents that belong to it.</param>
public sealed record Storm(ClusterName Cluster, DateTimeOffset Since, ImmutableArray<string> Members)
{
    /// <inheritdoc />
    public bool Equals(Storm? other) =>
        other is not null && Cluster == other.Cluster && Since == other.Since && Members.SequenceEqual(other.Members);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Cluster, Since, Members.Length);
}

/// <summary>The verification of one chain of the audit log.</summary>
/// <param name="Cluster">The cluster; null for the chain of the monitor itself.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Broken">The first break; null if the chain is intact.</param>
public sealed record ChainReport(string? Cluster, long Rows, string? Broken);

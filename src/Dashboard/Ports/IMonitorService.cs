using System.Collections.Immutable;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Autonomy.DryRun;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Dashboard.Ports;

/// <summary>What a person at the dashboard may ask and say. Calls throw where the database or a silo does not answer.</summary>
public interface IMonitorService
{
    /// <summary>What this monitor is.</summary>
    MonitorInfo Info { get; }

    /// <summary>Why the database does not store, in words; null while it does.</summary>
    string? StorageTrouble { get; }

    /// <summary>The level and kill switch in force.</summary>
    Task<AutonomySettings> AutonomyAsync();

    /// <summary>What is missing for any repair under these settings, in a few words; null where something could be repaired.</summary>
    string? MissingForRepairs(AutonomySettings now);

    /// <summary>
    /// Sets the level of the whole monitor or of one cluster, where null takes its own level away; audited and told. Answers why it is not
    /// done, or null.
    /// </summary>
    Task<string?> SetLevelAsync(AutonomyLevel? level, string? cluster, string? reason, string actor);

    /// <summary>The clusters whose repairs wait because many things fail at once.</summary>
    Task<ImmutableArray<Storm>> StormsAsync();

    /// <summary>
    /// Lets a cluster's repairs go on before its storm has calmed; audited and told. Answers why it is not done, or null.
    /// </summary>
    Task<string?> ResumeAfterStormAsync(ClusterName cluster, string reason, string actor);

    /// <summary>Turns the kill switch on or off; audited and told. Answers why it is not done, or null.</summary>
    Task<string?> SetKillSwitchAsync(bool active, string reason, string actor);

    /// <summary>A person's word on the proposed repair of an incident; audited and told. Answers why it does not count, or null.</summary>
    Task<string?> DecideAsync(string id, bool approve, string? comment, string actor, CancellationToken cancellation);

    /// <summary>The repair of an incident that waits for a person's word; null where none does.</summary>
    Task<AskedRepair?> ProposalAsync(Incident incident);

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

    /// <summary>Walks the hash chain of the audit log, cluster by cluster.</summary>
    Task<IReadOnlyList<ChainReport>> VerifyAsync(CancellationToken cancellation);

    /// <summary>Everything that was or would have been done, with its score, of all clusters, newest first.</summary>
    Task<IReadOnlyList<ScoredCase>> ScoredCasesAsync();

    /// <summary>What guardrails said last to the repair of an entity with an open incident; empty where none was asked.</summary>
    Task<ImmutableArray<GuardrailFinding>> VerdictsAsync(EntityId entity);

    /// <summary>Every rule on an entity with its last verdict, and what bears on it; null where it is not known.</summary>
    Task<Explanation?> ExplainAsync(EntityId entity);
}

/// <summary>What this monitor is.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Demo">Whether what it watches is simulated.</param>
/// <param name="StartedAt">When this process started.</param>
/// <param name="NeedsKey">Whether people sign in with the admin key.</param>
public sealed record MonitorInfo(string Version, bool Demo, DateTimeOffset StartedAt, bool NeedsKey);

/// <summary>A repair that waits for a person's word.</summary>
/// <param name="Text">What would be done, and why.</param>
/// <param name="Until">When it expires.</param>
public sealed record AskedRepair(string Text, DateTimeOffset Until);

/// <summary>Many failures at once in one cluster, which hold its repairs up.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Since">Since when.</param>
/// <param name="Members">Keys of the incidents that belong to it.</param>
public sealed record Storm(ClusterName Cluster, DateTimeOffset Since, ImmutableArray<string> Members)
{
    /// <inheritdoc />
    public bool Equals(Storm? other) =>
        other is not null && Cluster == other.Cluster && Since == other.Since && Members.SequenceEqual(other.Members);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Cluster, Since, Members.Length);
}

/// <summary>Whether one chain of the audit log is as it was written.</summary>
/// <param name="Cluster">The cluster; null for rows of the monitor itself.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Broken">The first thing that does not fit; null where it is whole.</param>
public sealed record ChainReport(string? Cluster, long Rows, string? Broken);

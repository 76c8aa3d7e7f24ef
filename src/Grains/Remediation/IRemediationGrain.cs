using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Autonomy.DryRun;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>The repairs of one cluster. A configured number runs at a time, the others wait. Key: the cluster's name.</summary>
[Alias("remediation-grain")]
public interface IRemediationGrain : IGrainWithStringKey
{
    /// <summary>Applies changes and starts the affected checks, without waiting for them. Called after each poll.</summary>
    [Alias("poke")]
    Task TriggerReconcile();

    /// <summary>An incident was opened, resolved or changed. Applied with the next trigger, or after 60 s without one.</summary>
    [Alias("note-incident"), OneWay]
    Task OnIncidentChanged(Incident incident);

    /// <summary>The level or the kill switch has changed: all waiting repairs are checked at once.</summary>
    [Alias("note-autonomy"), OneWay]
    Task OnAutonomyChanged(AutonomySettings autonomy);

    /// <summary>
    /// Reports failures that one poll has found together, before their incidents are opened. If they make a storm, its incident is open and
    /// published when this returns, so that theirs become its children.
    /// </summary>
    /// <returns>Whether a storm is active.</returns>
    [Alias("announce"), ResponseTimeout("00:00:05")]
    Task<bool> Announce(ImmutableArray<StormFailure> failures);

    /// <summary>Completes when nothing is left to do before <see cref="RemediationStatus.NextCheck"/>.</summary>
    [Alias("settle"), AlwaysInterleave, ResponseTimeout("00:30:00")]
    Task Settle();

    /// <summary>The present repairs.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<RemediationStatus> Status();

    /// <summary>The latest verdicts of guardrails on the repair of an entity with an open incident; empty if there are none.</summary>
    [Alias("verdicts"), AlwaysInterleave]
    Task<ImmutableArray<GuardrailFinding>> Verdicts(EntityId target);

    /// <summary>The repair of an incident, open or past; null if it has no runbook or no entry in the journal.</summary>
    [Alias("describe"), AlwaysInterleave]
    Task<RepairStatus?> Describe(string incidentId);

    /// <summary>Scores repairs, real or dry-run, whose window is over.</summary>
    [Alias("score"), ResponseTimeout("00:10:00")]
    Task Score();

    /// <summary>All repairs, real or dry-run, with their scores.</summary>
    [Alias("scored-cases"), AlwaysInterleave, ResponseTimeout("00:02:00")]
    Task<ImmutableArray<ScoredCase>> ScoredCases();

    /// <summary>A person's decision on the proposed repair of an incident; audited and published.</summary>
    [Alias("decide")]
    Task<DecisionOutcome> Decide(string incidentId, bool approve, string actor, string? comment);

    /// <summary>
    /// Its cluster is no longer watched: begins nothing more, and its state is deleted. The journal of its repairs stays in the audit log.
    /// </summary>
    [Alias("forget")]
    Task Forget();

    /// <summary>A person ends the storm; audited and published. False if there is none.</summary>
    [Alias("resume-after-storm")]
    Task<bool> ResumeAfterStorm(string actor, string? reason);
}

/// <summary>The present repairs of a cluster.</summary>
/// <param name="Active">Ids of incidents whose repairs are in flight.</param>
/// <param name="StormSince">Since when a storm has been active; null for none.</param>
/// <param name="StormMembers">Keys of the incidents that belong to it.</param>
[GenerateSerializer, Immutable, Alias("remediation-status")]
public sealed record RemediationStatus(
    [property: Id(0)] ImmutableArray<string> Active, [property: Id(1)] DateTimeOffset? StormSince,
    [property: Id(2)] ImmutableArray<string> StormMembers)
{
    /// <summary>Ids of incidents whose repairs wait for a slot.</summary>
    [Id(3)]
    public ImmutableArray<string> Waiting
    {
        // A silo of an older version does not send it.
        get => field.IsDefault ? [] : field;
        init;
    } = [];

    /// <summary>When a repair in flight is checked next; null if none is in flight.</summary>
    [Id(4)] public DateTimeOffset? NextCheck { get; init; }
}

/// <summary>The result of a person's decision.</summary>
public enum DecisionOutcome
{
    /// <summary>The decision applies.</summary>
    Accepted,

    /// <summary>Nothing was proposed.</summary>
    NothingProposed,

    /// <summary>Another decision was made before.</summary>
    Decided,

    /// <summary>The proposal had expired. If the condition is still active, the repair is proposed again.</summary>
    Expired,
}

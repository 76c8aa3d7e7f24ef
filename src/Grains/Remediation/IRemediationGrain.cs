using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Autonomy.DryRun;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>The repairs of one cluster: as many at a time as are configured, the rest wait. Key: the cluster's name.</summary>
[Alias("remediation-grain")]
public interface IRemediationGrain : IGrainWithStringKey
{
    /// <summary>Takes in what has changed, and looks at what that bears on; does not wait for it. Asked for after each poll.</summary>
    [Alias("poke")]
    Task TriggerReconcile();

    /// <summary>An incident came, went or changed. Taken in with the next poke, or after some seconds without one.</summary>
    [Alias("note-incident"), OneWay]
    Task Note(Incident incident);

    /// <summary>The level or the kill switch has changed: whatever waits is looked at again at once.</summary>
    [Alias("note-autonomy"), OneWay]
    Task Note(AutonomySettings autonomy);

    /// <summary>
    /// Takes in failures that a poll has just seen together, before their incidents are opened: where they make a storm, its incident is
    /// open and told when this returns, so that theirs come as parts of it.
    /// </summary>
    /// <returns>Whether a storm stands.</returns>
    [Alias("announce"), ResponseTimeout("00:00:05")]
    Task<bool> Announce(ImmutableArray<StormFailure> failures);

    /// <summary>Completes when nothing can be done before <see cref="RemediationStatus.NextLook"/>, or something happens.</summary>
    [Alias("settle"), AlwaysInterleave, ResponseTimeout("00:30:00")]
    Task Settle();

    /// <summary>What goes on.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<RemediationStatus> Status();

    /// <summary>
    /// What guardrails said last to the repair of something of which an incident stands; empty where none does or none was asked.
    /// </summary>
    [Alias("verdicts"), AlwaysInterleave]
    Task<ImmutableArray<GuardrailFinding>> Verdicts(EntityId target);

    /// <summary>
    /// How the repair of an incident, open or past, stands; null where no runbook answers it or nothing was written about it.
    /// </summary>
    [Alias("describe"), AlwaysInterleave]
    Task<RepairStatus?> Describe(string incidentId);

    /// <summary>Scores what would have been done, or was, some time ago.</summary>
    [Alias("score"), ResponseTimeout("00:10:00")]
    Task Score();

    /// <summary>Everything that would have been done, or was, with its score.</summary>
    [Alias("scored-cases"), AlwaysInterleave, ResponseTimeout("00:02:00")]
    Task<ImmutableArray<ScoredCase>> ScoredCases();

    /// <summary>A person's word on the proposed repair of an incident; audited and told.</summary>
    [Alias("decide")]
    Task<DecisionOutcome> Decide(string incidentId, bool approve, string actor, string? comment);

    /// <summary>A person ends the storm; audited and told. False where there is none.</summary>
    [Alias("resume-after-storm")]
    Task<bool> ResumeAfterStorm(string actor, string? reason);
}

/// <summary>What a cluster's remediations do now.</summary>
/// <param name="Active">Ids of incidents of which something was planned or sent and is not over.</param>
/// <param name="StormSince">Since when a storm lasts; null for none.</param>
/// <param name="StormMembers">Keys of the incidents that belong to it.</param>
[GenerateSerializer, Immutable, Alias("remediation-status")]
public sealed record RemediationStatus(
    [property: Id(0)] ImmutableArray<string> Active, [property: Id(1)] DateTimeOffset? StormSince,
    [property: Id(2)] ImmutableArray<string> StormMembers)
{
    /// <summary>Ids of incidents whose repairs wait for their turn.</summary>
    [Id(3)]
    public ImmutableArray<string> Waiting
    {
        // A silo of an older version does not send it.
        get => field.IsDefault ? [] : field;
        init;
    } = [];

    /// <summary>When the next of the repairs that are under way is looked at again; null where none is.</summary>
    [Id(4)] public DateTimeOffset? NextLook { get; init; }
}

/// <summary>What a person's word came to.</summary>
public enum DecisionOutcome
{
    /// <summary>It counts.</summary>
    Taken,

    /// <summary>Nothing was proposed.</summary>
    NothingProposed,

    /// <summary>Somebody has decided already.</summary>
    Decided,

    /// <summary>It was too late; where the trouble still stands it is proposed anew.</summary>
    Expired,
}

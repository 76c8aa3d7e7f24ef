using System.Collections.Immutable;
using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Grains.Audit;

/// <summary>
/// The audit log of a cluster, in front of the audit store. Rows of an incident's steps are stored together with the incident
/// (<see cref="Domain.Ports.IIncidentStore"/>). Key: the cluster's name, or <c>monitor</c> for settings.
/// </summary>
[Alias("audit-grain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Stores a row; a known id is not stored again.</summary>
    [Alias("save")]
    Task Save(AutonomyAction action);

    /// <summary>A page, newest first.</summary>
    [Alias("list")]
    Task<ActionPage> List(ActionQuery query);

    /// <summary>All rows of an incident's key, oldest first.</summary>
    [Alias("list-by-incident")]
    Task<ImmutableArray<AutonomyAction>> ListByIncident(string incidentKey);

    /// <summary>The number of attempts on a key since an instant.</summary>
    [Alias("count-attempts-since")]
    Task<int> CountAttemptsSince(string incidentKey, DateTimeOffset since);

    /// <summary>Deletes rows older than an instant; returns how many.</summary>
    [Alias("clean-up")]
    Task<int> CleanUp(DateTimeOffset before);
}

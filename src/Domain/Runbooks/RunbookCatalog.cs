using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>All runbooks, with lookups by id, condition and incident.</summary>
public static class RunbookCatalog
{
    /// <summary>All runbooks, in the order in which they are listed.</summary>
    public static ImmutableArray<Runbook> All { get; } = [.. Repairs.All.SelectMany(repair => repair.Runbooks)];

    /// <summary>The runbook that repairs a condition; null if there is none.</summary>
    /// <param name="condition">What is wrong.</param>
    /// <param name="kind">The kind of the affected guest. If null (no guest, or not known), the first runbook for the condition is
    /// returned.</param>
    public static Runbook? For(ConditionType condition, GuestKind? kind = null) =>
        All.FirstOrDefault(runbook =>
            condition.Row().Runbooks.Contains(runbook.Id) && (kind is null || runbook.GuestKind is null || runbook.GuestKind == kind));

    /// <summary>The runbook with an id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Runbook Find(string id) =>
        All.FirstOrDefault(runbook => runbook.Id == id) ?? throw new ArgumentException($"There is no runbook '{id}'.", nameof(id));

    /// <summary>Whether there is a runbook with an id.</summary>
    public static bool IsKnown(string id) => All.Any(runbook => runbook.Id == id);

    /// <summary>
    /// True if several runbooks repair the condition, one per kind of guest. The condition alone does not determine the kind, so a plan
    /// needs it as well.
    /// </summary>
    public static bool NeedsKind(ConditionType condition) => condition.Row().Runbooks.Length > 1;

    /// <summary>The plan for an incident; null if no runbook repairs it or if the incident lacks required data.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="kind">The kind of the affected guest; null if the incident affects no guest or the kind is not known.</param>
    public static RemediationPlan? PlanFor(Incident incident, GuestKind? kind = null) =>
        PlanFor(incident.Condition, incident.Entity, incident.Node, incident.Key, incident.Id, incident.OpenedAt, kind) is { } plan
        ? plan with { BeganAt = incident.BeganAt } : null;

    /// <summary>The plan for an incident; null if no runbook repairs it or if required data is missing.</summary>
    /// <param name="condition">What is wrong.</param>
    /// <param name="entity">The target of the incident.</param>
    /// <param name="node">The affected node; required for guests.</param>
    /// <param name="incidentKey">The incident's key.</param>
    /// <param name="incidentId">The id of this occurrence of the incident.</param>
    /// <param name="openedAt">When the incident opened.</param>
    /// <param name="kind">The kind of the affected guest, required if the condition does not determine it
    /// (<see cref="NeedsKind"/>).</param>
    public static RemediationPlan? PlanFor(
        ConditionType condition, EntityId entity, string? node, string incidentKey, string incidentId, DateTimeOffset openedAt,
        GuestKind? kind = null)
    {
        if (NeedsKind(condition) && kind is null) return null;
        if (For(condition, NeedsKind(condition) ? kind : null) is not { } runbook) return null;
        var action = runbook.Action.Repair().Against(entity, node, runbook.GuestKind);
        return action is null ? null : new(runbook.Id, incidentKey, incidentId, condition, action, openedAt);
    }
}

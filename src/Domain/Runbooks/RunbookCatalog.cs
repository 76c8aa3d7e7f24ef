using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>All runbooks.</summary>
public static class RunbookCatalog
{
    /// <summary>Each of them.</summary>
    public static ImmutableArray<Runbook> All { get; } = [.. Repairs.All.SelectMany(repair => repair.Runbooks)];

    /// <summary>The runbook that answers a condition; null where none does.</summary>
    /// <param name="condition">What is wrong.</param>
    /// <param name="kind">What kind of guest it is about; null where it is about none or that is not known, and then the first that answers
    /// it.</param>
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
    /// True where several runbooks answer it: the condition does not tell what kind of guest it is about, and a plan needs to know.
    /// </summary>
    public static bool NeedsKind(ConditionType condition) => condition.Row().Runbooks.Length > 1;

    /// <summary>The plan for an incident; null where no runbook answers it or it lacks what one needs.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="kind">What kind of guest it is about; null where it is about none or that is not known.</param>
    public static RemediationPlan? PlanFor(Incident incident, GuestKind? kind = null) =>
        PlanFor(incident.Condition, incident.Entity, incident.Node, incident.Key, incident.Id, incident.OpenedAt, kind) is { } plan
        ? plan with { BeganAt = incident.BeganAt } : null;

    /// <summary>The plan for an incident; null where no runbook answers it or it lacks what one needs.</summary>
    /// <param name="condition">What is wrong.</param>
    /// <param name="entity">What it is about.</param>
    /// <param name="node">The node concerned; needed for guests.</param>
    /// <param name="incidentKey">The incident's key.</param>
    /// <param name="incidentId">This occurrence of it.</param>
    /// <param name="openedAt">When it opened.</param>
    /// <param name="kind">What kind of guest it is about, needed where the condition does not tell (<see cref="NeedsKind"/>).</param>
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

using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Decides which incidents need a person, and in which order to read them. Pure.</summary>
public static class IncidentTriage
{
    /// <summary>What an incident needs of a person.</summary>
    public static PersonNeed Need(this Incident incident)
    {
        if (!incident.IsOpen) return PersonNeed.Nothing;
        if (HasProposal(incident)) return PersonNeed.Decision;
        var isNew = incident is { State: IncidentState.Open, IsSuppressed: false, ConditionHolds: true, Severity: > Severity.Info };
        return isNew ? PersonNeed.Acknowledgement : PersonNeed.Nothing;
    }

    /// <summary>Sorts by severity, then by what needs a person, then newest first.</summary>
    public static IEnumerable<Incident> MostImportantFirst(IEnumerable<Incident> incidents) => incidents
        .OrderByDescending(incident => incident.Severity)
        .ThenByDescending(Need)
        .ThenByDescending(incident => incident.OpenedAt)
        .ThenBy(incident => incident.Id, StringComparer.Ordinal);

    private static bool HasProposal(Incident incident)
    {
        if (!incident.ConditionHolds || incident.IsRepairSuspended) return false;
        for (var at = incident.Timeline.Length - 1; at >= 0; at--)
        {
            var entry = incident.Timeline[at];
            // A proposal for what happened before a flapping incident was raised again is void.
            if (entry.At < incident.BeganAt) return false;
            if (entry.Kind == "proposed") return true;
            if (EndsProposal(entry.Kind)) return false;
        }

        return false;
    }

    // A proposal stays valid while a guardrail refuses or no slot is free.
    private static bool EndsProposal(string kind) =>
        kind is "approved" or "rejected" or "withdrawn" or "dry_run" or "planned" or "dispatching" or "dispatched" or "verified" or "failed"
            or "unknown" or "escalated";
}

using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>Describes in a few words what was done about an incident. The text is shown beside the incident's title.</summary>
public static class RepairOutcome
{
    /// <summary>
    /// The outcome so far, such as <c>restarted in 11 seconds</c>, counted from when the condition was raised. Null if no repair was begun
    /// or proposed, and if a proposal or a refusal no longer matters because the incident is resolved.
    /// </summary>
    public static string? Of(Incident incident)
    {
        for (var at = incident.Timeline.Length - 1; at >= 0; at--)
        {
            var entry = incident.Timeline[at];
            // What was done before a flapping incident was raised again did not help.
            if (incident.ConditionHolds && entry.At < incident.BeganAt) return null;
            if (Describe(incident, entry) is { } outcome) return outcome;
        }

        return null;
    }

    private static string? Describe(Incident incident, TimelineEntry entry) => (entry.Kind, incident.IsOpen) switch
    {
        ("verified", _) => $"{Done(incident)} in {Humanize.Span(entry.At - Began(incident, entry))}",
        ("failed", _) => "repair failed",
        ("unknown", _) => "result of the repair not known",
        ("escalated", true) => "needs a person",
        ("proposed", true) => "repair proposed",
        ("rejected", true) => "repair rejected",
        ("planned" or "dispatching" or "dispatched", true) => "repair runs",
        ("blocked", true) => "not repaired",
        _ => null,
    };

    private static string Done(Incident incident) => RunbookCatalog.For(incident.Condition)?.Done ?? "repaired";

    private static DateTimeOffset Began(Incident incident, TimelineEntry entry) =>
        incident.BeganAt <= entry.At ? incident.BeganAt : incident.OpenedAt;
}

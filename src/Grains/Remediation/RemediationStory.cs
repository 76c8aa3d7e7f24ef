using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Live;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Publishes a journal to the incident's timeline and the event feed. Everything is made from the stored row, so that it can be repeated
/// after a crash without duplicates.
/// </summary>
internal sealed class RemediationStory(IGrainFactory grains)
{
    public async Task Publish(RemediationPlan plan, IReadOnlyList<AutonomyAction> rows)
    {
        var steps = rows.Select(row => (Row: row, Step: StoryStep.Of(plan, row))).Where(step => step.Step is not null).ToList();
        if (steps.Count == 0) return;
        var entries = steps.Select(step => new TimelineEntry(step.Row.Timestamp, step.Step!.Kind, step.Row.Actor, step.Step.Text));
        var mitigating = steps.LastOrDefault(step => step.Step!.Mitigating is not null).Step?.Mitigating;
        await grains.Incident(plan.IncidentKey).Record(plan.IncidentId, [.. entries], mitigating);
        await grains.Feed().Publish([.. steps.Where(step => step.Row.Notified).Select(step => Event(plan, step.Row, step.Step!))]);
    }

    private static MonitorEvent Event(RemediationPlan plan, AutonomyAction row, StoryStep step) => new()
    {
        Id = $"remediation:{row.Id}",
        Timestamp = row.Timestamp,
        Type = EventType.Remediation,
        Severity = step.Severity,
        Source = row.Actor == EventSource.Monitor ? EventSource.Monitor : EventSource.User,
        Cluster = row.Cluster,
        Node = row.Node,
        Guest = plan.Action.Target.Vmid,
        Condition = row.Condition,
        IncidentKey = row.IncidentKey,
        IncidentId = row.IncidentId,
        Title = $"{plan.RunbookId} on {plan.Action.Target}: {step.Kind.Replace('_', ' ')}",
        Message = $"{step.Text} (incident {plan.IncidentKey}).",
        Details = Details(plan, row, step),
    };

    private static ImmutableDictionary<string, string> Details(RemediationPlan plan, AutonomyAction row, StoryStep step)
    {
        var details = ImmutableDictionary<string, string>.Empty
            .Add("entity", plan.Action.Target.ToString()).Add("runbook", plan.RunbookId).Add("action", row.Action).Add("step", step.Kind)
            .Add("result", row.Result.ToString().ToLowerInvariant()).Add(MonitorEvent.NotifyDetail, step.Notify ? "true" : "false");
        if (row.Upid is { } upid) details = details.Add("upid", upid);
        if (step.Attempt > 0) details = details.Add("attempt", step.Attempt.ToString(CultureInfo.InvariantCulture));
        return step.Guardrail is { } guardrail ? details.Add("guardrail", guardrail) : details;
    }
}

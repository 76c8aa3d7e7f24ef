using System.Collections.Immutable;
using System.Text.Json;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Incidents;

internal sealed class IncidentGrain(IIncidentStore store, TimeProvider time) : Grain, IIncidentGrain
{
    private Incident? _latest;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _latest = await store.FindLatestAsync(this.GetPrimaryKeyString(), cancellationToken);

    public async Task<IncidentStep> Take(Finding finding)
    {
        var step = IncidentLifecycle.Take(_latest, finding);
        if (step.Incident is not { } incident || step.Change == IncidentChange.None) return step;
        await Save(incident);
        var action = step.Change == IncidentChange.Opened ? "open_incident" : "resolve_incident";
        await Audit(incident, action, EventSource.Monitor, finding.At, finding.Reason);
        return step;
    }

    public async Task<Incident?> Acknowledge(string incidentId, string actor, string? comment)
    {
        if (_latest?.Id != incidentId) return await store.FindAsync(incidentId, CancellationToken.None);
        var next = IncidentLifecycle.Acknowledge(_latest, actor, comment, time.GetUtcNow());
        if (next.Timeline.LastOrDefault(entry => entry.Kind == "acknowledged") is not { } word) return next;
        await Save(next);

        // Told again where it is acknowledged already: a call that failed half-way and is repeated must not leave it untold.
        await Audit(next, "acknowledge_incident", word.Actor, word.At, word.Text);
        await GrainFactory.Feed().Publish([EventComposer.Of(next, "acknowledged", EventSource.User, word.At, $"{word.Text} by {word.Actor}")]);
        return next;
    }

    public async Task Record(string incidentId, ImmutableArray<TimelineEntry> entries, bool? mitigating)
    {
        var known = _latest?.Id == incidentId ? _latest : await store.FindAsync(incidentId, CancellationToken.None);
        if (known is null) return;
        var next = IncidentStory.Append(known, entries, mitigating);
        if (ReferenceEquals(next, known)) return;
        if (_latest?.Id == incidentId) await Save(next);
        else await store.SaveAsync(next, CancellationToken.None);
    }

    private async Task Save(Incident incident)
    {
        if (ReferenceEquals(incident, _latest)) return;
        await store.SaveAsync(incident, CancellationToken.None);
        _latest = incident;
    }

    private async Task Audit(Incident incident, string action, string actor, DateTimeOffset at, string words)
    {
        var autonomy = await GrainFactory.Autonomy().Get();
        await GrainFactory.Audit(incident.Entity.Cluster.ToString()).Save(new AutonomyAction
        {
            Id = $"{incident.Id}:{action}",
            Timestamp = at,
            IncidentKey = incident.Key,
            IncidentId = incident.Id,
            Condition = incident.Condition,
            Action = action,
            ActionArgs = JsonSerializer.Serialize(new Dictionary<string, string> { ["entity"] = incident.Entity.ToString(), ["severity"] = incident.Severity.ToString().ToLowerInvariant() }),
            Result = ActionResult.Success,
            ResultDetails = words,
            AutonomyLevel = autonomy.Level,
            Cluster = incident.Entity.Cluster.ToString(),
            Node = incident.Node,
            Actor = actor,
        });
    }
}

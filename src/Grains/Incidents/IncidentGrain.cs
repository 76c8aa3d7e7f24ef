using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Grains.Notifications;

namespace OrleansMonitor.Grains.Incidents;

internal sealed class IncidentGrain(
    IIncidentStore store, IIncidentListener listener, IncidentNotifications notifications, EntityLevels levels, NotifiedGuests guests,
    MonitorSettings settings, TimeProvider time)
    : Grain, IIncidentGrain
{
    private readonly SharedReading _board = new(time);
    private Incident? _latest;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _latest = await store.FindLatestAsync(this.GetPrimaryKeyString(), cancellationToken);

    public async Task<IncidentStep> Apply(Finding finding)
    {
        var step = IncidentLifecycle.Apply(_latest, finding, settings.Incidents);
        if (step.Incident is not { } incident || step.Change == IncidentChange.None) return step;
        var isNew = !ReferenceEquals(incident, _latest);
        if (isNew) incident = await guests.Describe(await WithSuppression(incident, step.Change));

        // A finding that is delivered again tells nobody anew: its notifications were stored with its step.
        await Save(incident, await AuditRow(incident, step.Change, finding), isNew ? NotificationsOf(incident, step.Change, finding) : []);
        await Notify(incident);
        return step with { Incident = incident };
    }

    public async Task ApplySuppression(string incidentId, ImmutableArray<Suppression> suppressions)
    {
        if (_latest is not { IsOpen: true } before || before.Id != incidentId) return;
        var now = time.GetUtcNow();
        var settled = FlapDamping.ResolveIfCalm(before, settings.Incidents, now);
        var step = settled.IsOpen
            ? IncidentNotice.Reevaluate(before, suppressions, now)
            : new(settled, IncidentChange.Resolved, settled.Timeline[^1].Text);
        if (step is not { Incident: { } after, Change: not IncidentChange.None })
        {
            await Notify(before);
            return;
        }

        // Published before it is stored: nobody repeats this call, but the next sweep makes the same step with the same ids.
        await Step(before, await guests.Describe(after), step.Change, step.Reason, now);
    }

    public Task EndWatch(string reason)
    {
        if (_latest is not { IsOpen: true } before) return Task.CompletedTask;
        var now = time.GetUtcNow();
        return Step(before, IncidentLifecycle.Resolve(before, now, reason), IncidentChange.Resolved, reason, now);
    }

    private async Task Step(Incident before, Incident after, IncidentChange change, string reason, DateTimeOffset now)
    {
        var notify = IncidentNotice.ShouldNotify(before, after, change, stepped: false);
        if (change == IncidentChange.Resolved)
            await GrainFactory.Audit(after.Entity.ClusterText)
                .Save(IncidentAudit.Row(
                    after, "resolve_incident", EventSource.Monitor, now, reason, await levels.Of(after.Entity), notify));
        var kind = change.ToString().ToLowerInvariant();
        var occurrence = change == IncidentChange.Resolved ? null : OccurrenceOf(after, kind);
        await GrainFactory.Feed().Publish([EventComposer.Of(after, kind, EventSource.Monitor, now, reason, notify, occurrence)]);
        await Save(after, outbox: notifications.Of(notify, after, $"{kind}{occurrence}", now, reason));
        await Notify(after);
    }

    // Entries of other kinds may be added between a step that could not be stored and its repetition.
    private static string OccurrenceOf(Incident incident, string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"#{incident.Timeline.Count(entry => entry.Kind == kind)}");

    public Task<Incident?> Latest() => Task.FromResult(_latest);

    public async Task<Incident?> Acknowledge(string incidentId, string actor, string? comment)
    {
        if (_latest?.Id != incidentId) return await store.FindAsync(incidentId, CancellationToken.None);
        var next = IncidentLifecycle.Acknowledge(_latest, actor, comment, time.GetUtcNow());
        if (next.Timeline.LastOrDefault(known => known.Kind == "acknowledged") is not { } entry) return next;
        await Save(next);

        // Also published if it was acknowledged before, since the earlier call may have failed half-way.
        await GrainFactory.Audit(next.Entity.ClusterText)
            .Save(IncidentAudit.Row(
                next, "acknowledge_incident", entry.Actor, entry.At, entry.Text, await levels.Of(next.Entity), notified: false));
        await GrainFactory.Feed()
            .Publish([EventComposer.Of(next, "acknowledged", EventSource.User, entry.At, $"{entry.Text} by {entry.Actor}")]);
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

        // The result of a repair affects notification. If this call is lost, the board reads the incident from the store.
        if (next.IsOpen) Notify(next).Ignore();
    }

    // Evaluated at once for an incident that opens, flaps or becomes quiet: its earlier suppression no longer applies.
    private async Task<Incident> WithSuppression(Incident incident, IncidentChange change) => change switch
    {
        IncidentChange.Opened => IncidentNotice.OnOpened(incident, await Suppressing(incident)),
        IncidentChange.Flapped or IncidentChange.Quieted => IncidentNotice.OnFlapped(incident, await Suppressing(incident)),
        _ => incident,
    };

    private Task<ImmutableArray<Suppression>> Suppressing(Incident incident) => incident.ConcernsMonitor
        ? Task.FromResult(ImmutableArray<Suppression>.Empty)
        : _board.Read(() => GrainFactory.IncidentBoard(incident.Entity.Cluster).EvaluateSuppression(incident), []);

    // The board must know a possible parent before its children ask, also if a finding is delivered again. From the other incidents it
    // knows what is open without reading the store.
    private Task Notify(Incident incident)
    {
        if (incident.ConcernsMonitor) return Task.CompletedTask;
        listener.OnChanged(incident);
        return _board.Read(
            async () =>
            {
                await GrainFactory.IncidentBoard(incident.Entity.Cluster).Update(incident);
                return true;
            },
            false);
    }

    private ImmutableArray<Notification> NotificationsOf(Incident incident, IncidentChange change, Finding finding)
    {
        var stepped = finding.Counterpart is not null;
        var replacement = IncidentNotice.ShouldClose(incident, change, stepped) ? Replacement.Of(finding) : null;
        var notify = replacement is not null || IncidentNotice.ShouldNotify(null, incident, change, stepped);
        var kind = change.ToString().ToLowerInvariant();
        var step = change is IncidentChange.Opened or IncidentChange.Resolved ? kind : $"{kind}:{IncidentLifecycle.IdOf(finding)}";
        return notifications.Of(notify, incident, step, finding.At, finding.Reason, replacement);
    }

    // A step, its audit row and its notifications are stored together.
    private async Task Save(Incident incident, AutonomyAction? row = null, ImmutableArray<Notification> outbox = default)
    {
        if (ReferenceEquals(incident, _latest) && row is null) return;
        try
        {
            ImmutableArray<Notification> rows = outbox.IsDefault ? [] : outbox;
            await store.SaveAsync(incident, row, rows, CancellationToken.None);
            _latest = incident;
            notifications.Wake(rows);
        }
        catch
        {
            // Whether it was stored is unknown: the next activation reads the store.
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task<AutonomyAction?> AuditRow(Incident incident, IncidentChange change, Finding finding)
    {
        var action = change switch
        {
            IncidentChange.Opened => "open_incident",
            IncidentChange.Resolved => "resolve_incident",
            IncidentChange.Updated => "update_incident",
            _ => null,
        };
        if (action is null) return null;
        var notified = IncidentNotice.ShouldNotify(null, incident, change, finding.Counterpart is not null);
        var occurrence = change == IncidentChange.Updated ? IncidentLifecycle.IdOf(finding) : null;
        return IncidentAudit.Row(
            incident, action, EventSource.Monitor, finding.At, finding.Reason, await levels.Of(incident.Entity), notified, occurrence);
    }
}

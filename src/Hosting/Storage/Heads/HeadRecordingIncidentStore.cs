using System.Collections.Immutable;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Heads;

/// <summary>Records the head of the chain after each step of an incident, whose audit row is stored with it.</summary>
internal sealed class HeadRecordingIncidentStore(IIncidentStore store, IAuditStore audit, AuditHeads heads) : IIncidentStore
{
    public Task SaveAsync(Incident incident, CancellationToken cancellation) => store.SaveAsync(incident, cancellation);

    public async Task SaveAsync(Incident incident, AutonomyAction step, CancellationToken cancellation)
    {
        await store.SaveAsync(incident, step, cancellation).ConfigureAwait(false);
        await heads.RecordMovedAsync(audit).ConfigureAwait(false);
    }

    public async Task SaveAsync(
        Incident incident, AutonomyAction? step, ImmutableArray<Notification> notifications, CancellationToken cancellation)
    {
        await store.SaveAsync(incident, step, notifications, cancellation).ConfigureAwait(false);
        if (step is not null) await heads.RecordMovedAsync(audit).ConfigureAwait(false);
    }

    public Task<Incident?> FindAsync(string id, CancellationToken cancellation) => store.FindAsync(id, cancellation);

    public Task<Incident?> FindLatestAsync(string key, CancellationToken cancellation) => store.FindLatestAsync(key, cancellation);

    public Task<IncidentPage> ListAsync(IncidentQuery query, CancellationToken cancellation) => store.ListAsync(query, cancellation);

    public Task<int> CountOpenAsync(CancellationToken cancellation) => store.CountOpenAsync(cancellation);

    public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => store.CleanUpAsync(before, cancellation);
}

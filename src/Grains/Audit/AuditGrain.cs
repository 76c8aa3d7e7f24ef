using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Audit;

// Reentrant so that concurrent rows share a commit of the store's writer.
[Reentrant]
internal sealed class AuditGrain(IAuditStore store) : Grain, IAuditGrain
{
    public Task Save(AutonomyAction action) => store.SaveAsync(action, CancellationToken.None);

    public Task<ActionPage> List(ActionQuery query) => store.ListAsync(query, CancellationToken.None);

    public async Task<ImmutableArray<AutonomyAction>> ListByIncident(string incidentKey) =>
        [.. await store.ListByIncidentAsync(incidentKey, CancellationToken.None)];

    public Task<int> CountAttemptsSince(string incidentKey, DateTimeOffset since) =>
        store.CountAttemptsSinceAsync(incidentKey, since, CancellationToken.None);

    public Task<int> CleanUp(DateTimeOffset before) => store.CleanUpAsync(before, CancellationToken.None);
}

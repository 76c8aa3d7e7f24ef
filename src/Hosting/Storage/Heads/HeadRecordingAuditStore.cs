using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Heads;

/// <summary>Records the head of the chain after each stored row.</summary>
internal sealed class HeadRecordingAuditStore(IAuditStore store, AuditHeads heads) : IAuditStore
{
    public async Task<bool> SaveAsync(AutonomyAction action, CancellationToken cancellation)
    {
        var stored = await store.SaveAsync(action, cancellation).ConfigureAwait(false);
        if (stored) await heads.RecordMovedAsync(store).ConfigureAwait(false);
        return stored;
    }

    public Task<ActionPage> ListAsync(ActionQuery query, CancellationToken cancellation) => store.ListAsync(query, cancellation);

    public Task<IReadOnlyList<AutonomyAction>> ListByIncidentAsync(string incidentKey, CancellationToken cancellation) =>
        store.ListByIncidentAsync(incidentKey, cancellation);

    public Task<int> CountAttemptsSinceAsync(string incidentKey, DateTimeOffset since, CancellationToken cancellation) =>
        store.CountAttemptsSinceAsync(incidentKey, since, cancellation);

    public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => store.CleanUpAsync(before, cancellation);

    public Task<IReadOnlyList<ChainState>> ListChainsAsync(CancellationToken cancellation) => store.ListChainsAsync(cancellation);

    public Task<IReadOnlyList<AutonomyAction>> ReadChainAsync(string chain, long after, int limit, CancellationToken cancellation) =>
        store.ReadChainAsync(chain, after, limit, cancellation);
}

using Orleans.Storage;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// What a cluster's repairs store besides their journals. Writes run one at a time: two at once would conflict by their ETags.
/// </summary>
internal sealed class RemediationMemory(
    ClusterName cluster, IPersistentState<StoredValue<RemediationState>> stored, StormWatch storms, TimeProvider time)
{
    private readonly SemaphoreSlim _writing = new(1, 1);

    public RemediationState State => stored.State.Value ?? RemediationState.Empty;

    /// <summary>
    /// Keeps an incident until its repair is over, even if it is resolved meanwhile. Called before the repair is planned.
    /// </summary>
    public Task Keep(RemediationPlan plan) =>
        IsKept(plan) ? Task.CompletedTask : Change(state => state with { Known = state.Known.Add(plan) });

    public bool IsKept(RemediationPlan plan) => State.Known.Any(known => known.IncidentId == plan.IncidentId);

    /// <summary>Its repair is no longer in flight.</summary>
    public Task Forget(RemediationPlan plan) => IsKept(plan)
        ? Change(state => state with { Known = state.Known.RemoveAll(known => known.IncidentId == plan.IncidentId) })
        : Task.CompletedTask;

    /// <summary>Detects the begin or end of a storm among failures, and publishes it.</summary>
    public async Task Watch(IReadOnlyList<StormFailure> failing)
    {
        await Change(state => storms.Watch(cluster, state, failing, time.GetUtcNow()));
        await Deliver();
    }

    /// <summary>A person ends the storm; false if there is none.</summary>
    public async Task<bool> EndStorm(string actor, string? reason)
    {
        if (!State.Storm.Active) return false;
        var (storm, now) = (State.Storm, time.GetUtcNow());
        await storms.Audit(cluster, storm, actor, reason, now);
        await Change(state => storms.End(cluster, state, now));
        await Deliver();
        return true;
    }

    private async Task Deliver()
    {
        if (State.Ledger.Outbox.IsEmpty) return;
        await storms.Deliver(State.Ledger);
        await Change(state => state with { Ledger = state.Ledger.Delivered() });
    }

    private async Task Change(Func<RemediationState, RemediationState> change)
    {
        await _writing.WaitAsync();
        try
        {
            await stored.Replace(change(State));
        }
        catch (InconsistentStateException)
        {
            // A write whose answer was lost, or another activation: the next attempt starts from what is stored.
            await stored.ReadStateAsync();
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }
}

using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Placement;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Clusters;

[ClusterPlacement]
internal sealed class BlindnessGrain(
    [PersistentState("blindness", StateWriteExtensions.StorageName)] IPersistentState<StoredValue<ConditionLedger>> stored,
    FindingDelivery delivery, TimeProvider time)
    : Grain, IBlindnessGrain
{
    private readonly RuleBook _book = new();

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    private ConditionLedger Ledger => stored.State.Value ?? ConditionLedger.Empty;

    public async Task Report(bool blind, string reason)
    {
        var now = time.GetUtcNow();
        var assessment = BlindnessChecks.Assess(Name, blind, reason);
        _book.Note([assessment], now);
        await Outbox.Commit(Ledger.Apply(assessment, now), stored.Replace, delivery.Deliver);
    }

    public async Task Forget()
    {
        if (stored.RecordExists) await stored.ClearStateAsync();
        DeactivateOnIdle();
    }

    public Task<RuleEvaluation?> Judgement() => Task.FromResult(_book.Read(Ledger).FirstOrDefault());
}

using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Network;

internal sealed class OwnNetworkGrain(
    [PersistentState("own-network", StateWriteExtensions.StorageName)] IPersistentState<StoredValue<ConditionLedger>> stored,
    MonitorSettings settings,
    FindingDelivery delivery) : Grain, IOwnNetworkGrain
{
    private OwnNetwork _network = new(settings.Clusters.Now, settings.Rules.UnreachableAfter);

    private ConditionLedger Ledger => stored.State.Value ?? ConditionLedger.Empty;

    private bool Isolated => Ledger.Find(ConditionType.MonitorIsolated, EntityId.Monitor) is not null;

    public async Task<SilenceReading> Report(ClusterName cluster, bool answered, DateTimeOffset at)
    {
        _network = _network.Of(settings.Clusters.Now).Record(cluster, answered);
        var verdict = _network.Judge(cluster, Isolated);
        var isolated = verdict == SilenceVerdict.Monitor;
        if (isolated || Isolated) await Commit(Ledger.Apply(_network.Assess(isolated), at));
        else if (!Ledger.Outbox.IsEmpty) await Commit(Ledger);
        return new(verdict,
            isolated ? await GrainFactory.Incident(IncidentKey.Of(ConditionType.MonitorIsolated, EntityId.Monitor)).Latest() : null);
    }

    public async Task Leave(ClusterName cluster, DateTimeOffset at)
    {
        _network = _network.Of([.. settings.Clusters.Where(other => other != cluster)]);
        if (_network.Clusters.IsEmpty && Isolated) await Commit(Ledger.Apply(_network.Assess(isolated: false), at));
    }

    private Task Commit(ConditionLedger next) => Outbox.Commit(next, stored.Replace, delivery.Deliver);
}

using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Notifications;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Incidents;

// Here, because incidents notify destinations and not the reverse.
internal sealed class DestinationWatchGrain(
    [PersistentState("destination-watch", StateWriteExtensions.StorageName)] IPersistentState<StoredValue<ConditionLedger>> stored,
    DestinationHealthReader health, MonitorSettings settings, FindingDelivery delivery, TimeProvider time) : Grain, IDestinationWatchGrain
{
    // Each destination asks once a minute.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private long? _checked;

    private ConditionLedger Ledger => stored.State.Value ?? ConditionLedger.Empty;

    public async Task Check()
    {
        if (_checked is { } before && time.GetElapsedTime(before) < Period) return;
        var broken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var destination in settings.Notifications.Destinations)
        {
            if (await health.Problem(destination.Name, CancellationToken.None) is { } problem) broken[destination.Name] = problem;
        }

        var next = Ledger.Apply(DestinationHealth.Assess(broken), time.GetUtcNow());
        if (next != Ledger || !Ledger.Outbox.IsEmpty) await Outbox.Commit(next, stored.Replace, delivery.Deliver);
        _checked = time.GetTimestamp();
    }
}

using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Evaluates how full shared storages are, once for the cluster.</summary>
internal sealed class SharedStorageWatch(ClusterName cluster, MonitorSettings settings)
{
    private readonly Dictionary<string, PendingViolation?> _pending = new(StringComparer.Ordinal);

    /// <summary>Evaluates all of them; returns the new ledger and the assessments.</summary>
    public (ConditionLedger Ledger, ImmutableArray<Assessment> Assessments) Judge(ConditionLedger ledger, ClusterSnapshot snapshot)
    {
        var assessments = ImmutableArray.CreateBuilder<Assessment>();
        var believed = snapshot.BelievedNodes();
        foreach (var rows in snapshot.Storages.Where(storage => storage.Shared).GroupBy(storage => storage.Storage, StringComparer.Ordinal))
        {
            var figure = SharedFigure.Of(rows, believed.Contains);
            var entity = EntityId.Storage(cluster, null, rows.Key);
            if (settings.Rules.ForStorage(entity, rows.First()) is not { } rules) continue;
            var away = ledger.Active.FirstOrDefault(active =>
                active.Entity == entity && active.SeenAt is { } node && !believed.Contains(node) && snapshot.FindNode(node) is not null);
            var (share, remark) = away is null || figure.Share >= away.Value
                ? (figure.Share, figure.Differs)
                : (null, $"{away.SeenAt}, which alone sees it so, is away");
            var judged = ThresholdWatch.Judge(ledger, rules.Ladder, _pending.GetValueOrDefault(rows.Key), entity,
                $"Shared storage {rows.Key}", share, null, snapshot.At, remark);
            _pending[rows.Key] = judged.Pending;
            assessments.AddRange(rules.WithSource(judged.Assessments));
            ledger = share is null ? judged.Ledger : judged.Ledger.SeenAt(entity, figure.Fullest);
        }

        return (ledger, assessments.ToImmutable());
    }
}

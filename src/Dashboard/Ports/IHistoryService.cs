using System.Collections.Immutable;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Dashboard.Ports;

/// <summary>Reads the history of nodes, guests and storages.</summary>
public interface IHistoryService
{
    /// <summary>Reads a range that ends now. Throws if the database does not answer.</summary>
    Task<EntityHistory> ReadAsync(EntityId entity, HistoryRange range, CancellationToken cancellation);

    /// <summary>The enabled rules for a metric of an entity, most severe first.</summary>
    ImmutableArray<ThresholdRule> LimitsOf(EntityId entity, Metric metric);
}

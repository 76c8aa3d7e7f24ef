using System.Collections.Immutable;
using OrleansMonitor.Api.History;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Thresholds;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Reads the dashboard's charts as REST does, and the thresholds that are drawn in them.</summary>
internal sealed class HistoryService(HistoryReader reader, ClusterViews views, MonitorSettings settings) : IHistoryService
{
    public Task<EntityHistory> ReadAsync(EntityId entity, HistoryRange range, CancellationToken cancellation) =>
        reader.Read(entity, range, cancellation);

    public ImmutableArray<ThresholdRule> LimitsOf(EntityId entity, Metric metric) =>
        [.. Chosen(entity, metric)?.Ladder.Rules.Where(rule => rule.Enabled) ?? []];

    private ChosenLadder? Chosen(EntityId entity, Metric metric)
    {
        if (views.Find(entity.Cluster.ToString()) is not { } view) return null;
        if (entity.Kind == EntityKind.Storage) return OfStorage(view, entity);
        if (entity.Vmid is not { } vmid) return settings.Rules.For(metric, entity, entity.Node);
        if (view.Guest(vmid)?.Sample is not { } guest) return null;
        return settings.Rules.For(metric, entity, guest.Node, new GuestTraits(guest.Node, guest.Tags, guest.Pool));
    }

    private ChosenLadder? OfStorage(ClusterView view, EntityId entity)
    {
        foreach (var row in view.Storages)
        {
            if (Explainer.IdOf(view.Name, row) == entity) return settings.Rules.ForStorage(entity, row);
        }

        return null;
    }
}

using OrleansMonitor.Api.Auth;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Takes a person's word at the dashboard to the same grains and stores that REST speaks to.</summary>
internal sealed class MonitorDesk(
    IGrainFactory grains, IIncidentStore incidents, MonitorSettings settings, CheckedConfiguration configuration, AdminKey key, TimeProvider time) : IMonitorDesk
{
    public MonitorInfo Info { get; } = new(CommandLine.ProductVersion, configuration.Options.Demo, time.GetUtcNow(), key.Value is not null);

    public Task<AutonomySettings> AutonomyAsync() => grains.Autonomy().Get();

    public Task<AutonomySettings> SetLevelAsync(AutonomyLevel level, string actor) => grains.Autonomy().SetLevel(level, actor);

    public Task<AutonomySettings> SetKillSwitchAsync(bool active, string reason, string actor) => grains.Autonomy().SetKillSwitch(active, reason, actor);

    public Task<int> CountOpenAsync(CancellationToken cancellation) => incidents.CountOpenAsync(cancellation);

    public Task<IncidentPage> IncidentsAsync(IncidentQuery query, CancellationToken cancellation) => incidents.ListAsync(query, cancellation);

    public Task<Incident?> IncidentAsync(string id, CancellationToken cancellation) => incidents.FindAsync(id, cancellation);

    public async Task<Incident?> AcknowledgeAsync(string id, string? comment, string actor) =>
        await incidents.FindAsync(id, CancellationToken.None) is { } found ? await grains.Incident(found.Key).Acknowledge(id, actor, comment) : null;

    public Task<ActionPage> ActionsAsync(ActionQuery query) => grains.Audit(query.Cluster).List(query);

    public IReadOnlyList<RuleExplanation> Explain(GuestId guest, GuestEntry entry) => [.. Explainer.Guest(guest, entry, settings.Rules)];

    public IReadOnlyList<RuleExplanation> Explain(ClusterName cluster, NodeEntry entry) => [.. Explainer.Node(cluster, entry, settings.Rules)];
}

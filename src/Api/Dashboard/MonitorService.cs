using System.Collections.Immutable;
using System.Security.Claims;
using OrleansMonitor.Api.Autonomy;
using OrleansMonitor.Api.Incidents;
using OrleansMonitor.Api.Status;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Autonomy.DryRun;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Storage.Heads;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Executes the dashboard's commands and queries on the same grains and stores as REST.</summary>
internal sealed class MonitorService(
    IGrainFactory grains, IIncidentStore incidents, IAuditStore audit, AutonomyCommands autonomy, RepairCommands repairs,
    StormCommands storms, IncidentCommands commands, MonitorSettings settings, UnstoredEvents unstored, AuditHeads heads,
    CheckedConfiguration configuration, IClusterConnections connections, TimeProvider time) : IMonitorService
{
    public MonitorInfo Info { get; } = new(ProductVersion.Text, configuration.Demo, time.GetUtcNow());

    public string? StorageProblem => unstored.Now?.Message;

    public Task<AutonomySettings> AutonomyAsync() => grains.Autonomy().Get();

    public string? MissingForRepairs(AutonomySettings now) => RepairReadiness.Missing(
        settings.Autonomy, now, settings.Clusters.Length,
        [.. settings.Clusters.Where(cluster => connections.Find(cluster)?.ActTokenId is not null)]);

    public async Task<string?> SetLevelAsync(AutonomyLevel? level, string? cluster, string? reason, ClaimsPrincipal user) =>
        (await autonomy.SetLevel((int?)level, cluster, reason, user)).Refusal?.Detail;

    public async Task<ImmutableArray<Storm>> StormsAsync() =>
    [
        .. (await Task.WhenAll(
            settings.Clusters.Select(async cluster => (Cluster: cluster, Status: await grains.Remediation(cluster).Status()))))
            .Where(one => one.Status.StormSince is not null)
            .Select(one => new Storm(one.Cluster, one.Status.StormSince!.Value, one.Status.StormMembers)),
    ];

    public async Task<string?> ResumeAfterStormAsync(ClusterName cluster, string reason, ClaimsPrincipal user) =>
        (await storms.Resume(cluster, reason, user)).Refusal?.Detail;

    public async Task<string?> SetKillSwitchAsync(bool active, string reason, ClaimsPrincipal user) =>
        (await autonomy.SetKillSwitch(active, reason, user)).Refusal?.Detail;

    public async Task<string?> DecideAsync(
        string id, bool approve, string? comment, ClaimsPrincipal user, CancellationToken cancellation) =>
        (await repairs.Decide(id, approve, comment, user, cancellation)).Refusal?.Detail;

    public async Task<ProposedRepair?> ProposalAsync(Incident incident) =>
        incident.IsOpen && await repairs.Describe(incident) is { DecideUntil: { } until } status ? new(status.Reason, until) : null;

    public Task<int> CountOpenAsync(CancellationToken cancellation) => incidents.CountOpenAsync(cancellation);

    public Task<IncidentPage> IncidentsAsync(IncidentQuery query, CancellationToken cancellation) =>
        incidents.ListAsync(query, cancellation);

    public Task<Incident?> IncidentAsync(string id, CancellationToken cancellation) => incidents.FindAsync(id, cancellation);

    public async Task<string?> AcknowledgeAsync(string id, string? comment, ClaimsPrincipal user, CancellationToken cancellation) =>
        (await commands.Acknowledge(id, comment, user, cancellation)).Refusal?.Detail;

    public Task<ActionPage> ActionsAsync(ActionQuery query) => grains.Audit(query.Cluster).List(query);

    public async Task<IReadOnlyList<ChainReport>> VerifyAsync(CancellationToken cancellation) =>
    [
        .. from verdict in await AuditVerifier.VerifyAsync(audit, heads, cancellation)
           let chain = verdict.Chain
           select new ChainReport(chain.Name.Length == 0 ? null : chain.Name, chain.Head - chain.Anchor, Describe(verdict.Break)),
    ];

    private static string? Describe(ChainBreak? found)
    {
        if (found is null) return null;
        var id = found.RowId is null ? "" : $" ({found.RowId})";
        return $"row {found.Sequence}{id}: {found.Reason}";
    }

    public async Task<IReadOnlyList<ScoredCase>> ScoredCasesAsync() =>
    [
        .. (await Task.WhenAll(settings.Clusters.Select(cluster => grains.Remediation(cluster).ScoredCases())))
            .SelectMany(cases => cases).OrderByDescending(scored => scored.At),
    ];

    public Task<ImmutableArray<GuardrailFinding>> VerdictsAsync(EntityId entity) => grains.Remediation(entity.Cluster).Verdicts(entity);

    public Task<Explanation?> ExplainAsync(EntityId entity) => grains.Cluster(entity.Cluster).Explain(entity);
}

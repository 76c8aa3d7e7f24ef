using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Autonomy.DryRun;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Scores what the monitor would have done, or did, by what happened afterwards. A score is a row of its own in the audit log, written once
/// its window has passed.
/// </summary>
internal sealed class DryRunScores(
    IProbe probe, IActuator actuator, IAuditStore audit, IIncidentStore incidents, IGrainFactory grains, EntityLevels levels,
    MonitorSettings settings, TimeProvider time)
{
    /// <summary>The action of rows that carry a score.</summary>
    public const string Action = "score_repair";

    private const int PageSize = 500;

    // A monitor that was away for a day scores what it finds; what is older has lost its tasks.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(1);

    /// <summary>Scores every case of a cluster whose window has passed. One that cannot be told now is tried again.</summary>
    public async Task Score(ClusterName cluster, DryRunRows book)
    {
        var window = settings.Guardrails.ShadowWindow;
        foreach (var shadow in DryRunCases.Of(await book.Read()))
        {
            var now = time.GetUtcNow();
            if (shadow.Scored is not null || now < shadow.Row.Timestamp + window || now > shadow.Row.Timestamp + window + Horizon) continue;
            if (await Later(cluster, shadow) is not { } later) continue;
            var score = DryRunJudge.Score(shadow.Case(cluster), later, now, window);
            if (score.IsFinal)
                await audit.SaveAsync(Row(shadow, score, await levels.Of(shadow.Case(cluster).Target)), CancellationToken.None);
        }
    }

    /// <summary>Every case that is on record, with its score; open where it has none yet.</summary>
    public static async Task<IReadOnlyList<ScoredCase>> Cases(DryRunRows book) =>
        [.. DryRunCases.Of(await book.Read()).Select(shadow => shadow.Counted())];

    private async Task<IReadOnlyList<LaterEvent>?> Later(ClusterName cluster, DryRunRow shadow)
    {
        var later = new List<LaterEvent>(shadow.Decisions);
        var incident = await incidents.FindAsync(shadow.Row.IncidentId!, CancellationToken.None);
        if (incident is { GoneSince: { } gone }) later.Add(new(LaterKind.CameBack, gone, null));
        if (shadow.Vmid is not { } vmid) return later;
        var node = new NodeId(cluster, shadow.Row.Node!);
        var clock = await probe.ReadClockAsync(node, CancellationToken.None);
        var tasks = await probe.ReadTasksAsync(node, new(Limit: PageSize), CancellationToken.None);
        if (NodeClock.Skew(clock, time.GetUtcNow()) is not { } skew || !tasks.Succeeded) return null;
        var guest = await grains.Cluster(cluster).FindGuest(vmid);
        later.AddRange(LaterEvents.OfGuest(vmid, tasks.Value, guest?.Sample.HaState is not null, skew, actuator.TokenIdOf(cluster)));
        return later;
    }

    private AutonomyAction Row(DryRunRow shadow, DryRunScore score, AutonomyLevel level) => AuditRow.Done(
        $"{shadow.Row.Id}:score", time.GetUtcNow(), Action, score.Reason, level,
        ("row", shadow.Row.Id), ("acted", shadow.Acted), ("verdict", score.Verdict.ToString())) with
    {
        IncidentKey = shadow.Row.IncidentKey,
        IncidentId = shadow.Row.IncidentId,
        RunbookId = shadow.Row.RunbookId,
        Condition = shadow.Row.Condition,
        Cluster = shadow.Row.Cluster,
        Node = shadow.Row.Node,
    };
}

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
/// Scores repairs, real or dry-run, by what happened afterwards. A score is a row of its own in the audit log, written once its window is
/// over.
/// </summary>
internal sealed class DryRunScores(
    IProbe probe, IActuator actuator, IAuditStore audit, IIncidentStore incidents, IGrainFactory grains, EntityLevels levels,
    MonitorSettings settings, TimeProvider time)
{
    /// <summary>The action name of rows with a score.</summary>
    public const string Action = "score_repair";

    private const int PageSize = 500;

    // How late a score may be: after a day, nodes may no longer list the tasks.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(1);

    /// <summary>Scores every case of a cluster whose window is over. A case that cannot be scored now is tried again.</summary>
    public async Task Score(ClusterName cluster, DryRunRows rows)
    {
        var window = settings.Guardrails.ShadowWindow;
        foreach (var row in DryRunCases.Of(await rows.Read()))
        {
            var now = time.GetUtcNow();
            if (row.Scored is not null || now < row.Row.Timestamp + window || now > row.Row.Timestamp + window + Horizon) continue;
            if (await Later(cluster, row) is not { } later) continue;
            var score = DryRunJudge.Score(row.Case(cluster), later, now, window);
            if (score.IsFinal)
                await audit.SaveAsync(Row(row, score, await levels.Of(row.Case(cluster).Target)), CancellationToken.None);
        }
    }

    /// <summary>All cases with their scores; open if there is none yet.</summary>
    public static async Task<IReadOnlyList<ScoredCase>> Cases(DryRunRows rows) =>
        [.. DryRunCases.Of(await rows.Read()).Select(row => row.Counted())];

    private async Task<IReadOnlyList<LaterEvent>?> Later(ClusterName cluster, DryRunRow row)
    {
        var later = new List<LaterEvent>(row.Decisions);
        var incident = await incidents.FindAsync(row.Row.IncidentId!, CancellationToken.None);
        if (incident is { GoneSince: { } gone }) later.Add(new(LaterKind.CameBack, gone, null));
        if (row.Vmid is not { } vmid) return later;
        var node = new NodeId(cluster, row.Row.Node!);
        var clock = await probe.ReadClockAsync(node, CancellationToken.None);
        var tasks = await probe.ReadTasksAsync(node, new(Limit: PageSize), CancellationToken.None);
        if (NodeClock.Skew(clock, time.GetUtcNow()) is not { } skew || !tasks.Succeeded) return null;
        var guest = await grains.Cluster(cluster).FindGuest(vmid);
        later.AddRange(LaterEvents.OfGuest(vmid, tasks.Value, guest?.Sample.HaState is not null, skew, actuator.TokenIdOf(cluster)));
        return later;
    }

    private AutonomyAction Row(DryRunRow row, DryRunScore score, AutonomyLevel level) => AuditRow.Done(
        $"{row.Row.Id}:score", time.GetUtcNow(), Action, score.Reason, level,
        ("row", row.Row.Id), ("acted", row.Acted), ("verdict", score.Verdict.ToString())) with
    {
        IncidentKey = row.Row.IncidentKey,
        IncidentId = row.Row.IncidentId,
        RunbookId = row.Row.RunbookId,
        Condition = row.Row.Condition,
        Cluster = row.Row.Cluster,
        Node = row.Row.Node,
    };
}

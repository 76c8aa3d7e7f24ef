using System.Globalization;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Live;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Detects that many things fail at once, and opens and resolves the incident for all of them.</summary>
internal sealed class StormWatch(IGrainFactory grains, FindingDelivery delivery, EntityLevels levels, MonitorSettings settings)
{
    /// <summary>
    /// Applies failures; returns the same state if nothing changed, or failures only ceased to count, which needs no write.
    /// </summary>
    public RemediationState Watch(ClusterName cluster, RemediationState state, IReadOnlyList<StormFailure> failures, DateTimeOffset now)
    {
        var storm = StormDetector.Observe(StormDetector.Settle(state.Storm, now, settings.Guardrails), failures, now, settings.Guardrails);
        var next = Evaluated(cluster, state with { Storm = storm }, now);
        return Same(state, next) ? state : next;
    }

    /// <summary>A person ends the storm. Its members do not start another one.</summary>
    public RemediationState End(ClusterName cluster, RemediationState state, DateTimeOffset now) =>
        Evaluated(cluster, state with { Storm = StormDetector.EndByHand(state.Storm, now) }, now, "repairs were resumed by hand");

    /// <summary>Delivers the begin or end of the incident.</summary>
    public Task Deliver(ConditionLedger ledger) => delivery.Deliver(ledger.Outbox);

    /// <summary>Audits who ended it, before it is ended.</summary>
    public async Task Audit(ClusterName cluster, StormState storm, string actor, string? reason, DateTimeOffset now)
    {
        var text = $"repairs go on after a storm of {Count(storm)} failures{(reason is null ? "" : $": {reason}")}";
        var id = $"storm:{cluster}:{storm.Since!.Value.ToUnixTimeMilliseconds()}:resume";
        var level = await levels.Of(EntityId.Of(cluster));
        await grains.Audit(cluster.ToString()).Save(AuditRow.Done(
            id, now, "resume_after_storm", text, level, ("members", storm.Members), ("reason", reason)) with
        {
            IncidentKey = Domain.Incidents.IncidentKey.Of(ConditionType.FailureStorm, EntityId.Of(cluster)),
            Condition = ConditionType.FailureStorm,
            Cluster = cluster.ToString(),
            Actor = actor,
            Notified = true,
        });
        await grains.Feed().Publish([EventComposer.System(
            id, now, Severity.Info, EventSource.User, cluster.ToString(), $"{cluster}: {text}", $"{cluster}: {text} (by {actor}).")]);
    }

    private RemediationState Evaluated(
        ClusterName cluster, RemediationState state, DateTimeOffset now, string over = "it is calm, and repairs go on")
    {
        var storm = state.Storm;
        var presence = storm.Active ? Presence.Present : Presence.Absent;
        var assessment = new Assessment(
            ConditionType.FailureStorm, EntityId.Of(cluster), presence, Severity.Critical, $"Many things fail at once in {cluster}",
            storm.Active ? Reason(storm) : over);
        return state with { Ledger = state.Ledger.Apply(assessment, now) };
    }

    private static string Reason(StormState storm)
    {
        var more = storm.Members.Length > 10 ? ", ..." : "";
        var members = string.Join(", ", storm.Members.Take(10));
        return $"{Count(storm)} failures within seconds ({members}{more}): repairs wait until it is calm or somebody lets them go on";
    }

    private static string Count(StormState storm) => storm.Members.Length.ToString(CultureInfo.InvariantCulture);

    private static bool Same(RemediationState one, RemediationState other) =>
        one.Storm.Since == other.Storm.Since && one.Storm.LastAt == other.Storm.LastAt && one.Storm.SettledAt == other.Storm.SettledAt
        && one.Storm.Recent.ToHashSet().IsSupersetOf(other.Storm.Recent)
        && one.Storm.Members.SequenceEqual(other.Storm.Members) && ReferenceEquals(one.Ledger, other.Ledger);
}

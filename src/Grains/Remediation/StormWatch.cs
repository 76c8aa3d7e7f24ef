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

/// <summary>Notices that many things fail at once, and opens and ends the incident that stands for all of them.</summary>
internal sealed class StormWatch(IGrainFactory grains, FindingDelivery delivery, EntityLevels levels, MonitorSettings settings)
{
    /// <summary>Takes in what fails; answers the state itself where nothing moved.</summary>
    public RemediationState Watch(ClusterName cluster, RemediationState state, IReadOnlyList<StormFailure> failures, DateTimeOffset now)
    {
        var storm = StormDetector.Observe(StormDetector.Settle(state.Storm, now, settings.Guardrails), failures, now, settings.Guardrails);
        var next = Judged(cluster, state with { Storm = storm }, now);
        return Same(state, next) ? state : next;
    }

    /// <summary>A person ends it: what belonged to it starts no other.</summary>
    public RemediationState End(ClusterName cluster, RemediationState state, DateTimeOffset now) =>
        Judged(cluster, state with { Storm = StormDetector.EndByHand(state.Storm, now) }, now, "somebody lets repairs go on");

    /// <summary>Carries the incident's begin or end on.</summary>
    public Task Deliver(ConditionLedger ledger) => delivery.Deliver(ledger.Outbox);

    /// <summary>Writes down who ended it, before it is ended.</summary>
    public async Task Audit(ClusterName cluster, StormState storm, string actor, string? reason, DateTimeOffset now)
    {
        var words = $"repairs go on after a storm of {Count(storm)} failures{(reason is null ? "" : $": {reason}")}";
        var id = $"storm:{cluster}:{storm.Since!.Value.ToUnixTimeMilliseconds()}:resume";
        var level = await levels.Of(EntityId.Of(cluster));
        await grains.Audit(cluster.ToString()).Save(AuditRow.Done(
            id, now, "resume_after_storm", words, level, ("members", storm.Members), ("reason", reason)) with
        {
            IncidentKey = Domain.Incidents.IncidentKey.Of(ConditionType.FailureStorm, EntityId.Of(cluster)),
            Condition = ConditionType.FailureStorm,
            Cluster = cluster.ToString(),
            Actor = actor,
            Notified = true,
        });
        await grains.Feed()
            .Publish(
            [EventComposer.System(
                id, now, Severity.Info, EventSource.User, cluster.ToString(), $"{cluster}: {words}", $"{cluster}: {words} (by {actor}).")]);
    }

    private RemediationState Judged(
        ClusterName cluster, RemediationState state, DateTimeOffset now, string over = "it is calm, and repairs go on")
    {
        var storm = state.Storm;
        var presence = storm.Active ? Presence.Present : Presence.Absent;
        var reason = storm.Active
            ? $"{Count(storm)} failures within seconds "
                + $"({string.Join(", ", storm.Members.Take(10))}{(storm.Members.Length > 10 ? ", ..." : "")}): repairs wait until it is "
                + $"calm or somebody lets them go on"
            : over;
        return state with
        {
            Ledger = state.Ledger
                .Apply(new(ConditionType.FailureStorm, EntityId.Of(cluster), presence, Severity.Critical,
                    $"Many things fail at once in {cluster}", reason), now)
        };
    }

    private static string Count(StormState storm) => storm.Members.Length.ToString(CultureInfo.InvariantCulture);

    private static bool Same(RemediationState one, RemediationState other) =>
        one.Storm.Since == other.Storm.Since && one.Storm.LastAt == other.Storm.LastAt && one.Storm.SettledAt == other.Storm.SettledAt
        && one.Storm.Recent.SequenceEqual(other.Storm.Recent)
        && one.Storm.Members.SequenceEqual(other.Storm.Members) && ReferenceEquals(one.Ledger, other.Ledger);
}

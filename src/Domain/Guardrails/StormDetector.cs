using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// Detects storms. Many failures within seconds have a common cause that no restart repairs, and restarting everything at once makes it
/// worse. During a storm the monitor does not act, and one parent incident notifies people. Repairs continue after a calm period, or when a
/// person ends the storm.
/// </summary>
public static class StormDetector
{
    /// <summary>
    /// The failures among open incidents that have a runbook. An incident counts if its condition holds and nothing explains or covers it;
    /// its time is when the condition was last raised. So a guest that crashes together with four others counts even if its incident has
    /// been open since an earlier crash, while an incident whose condition is quiet now does not count. Incidents that only the storm
    /// covers still count, so that a storm lasts while more failures follow. A node that was shut down on purpose is no failure.
    /// </summary>
    public static IEnumerable<StormFailure> FailuresAmong(IEnumerable<Incident> repairable) => repairable
        .Where(incident => incident.ConditionHolds && !IsPlanned(incident)
            && !incident.Suppressions.Any(held => held.SuspendsRepair && !StormReach.IsSource(held)))
        .Select(incident => new StormFailure(incident.Key, incident.BeganAt));

    // A clean shutdown is a warning until it is overdue.
    private static bool IsPlanned(Incident incident) =>
        incident is { Condition: ConditionType.NodeUnreachable, Severity: Severity.Warning };

    /// <summary>
    /// Adds failures. A failure that is already known changes nothing, nor does one that belonged to an earlier storm. During a storm its
    /// calm period begins anew if something fails that had not failed in it, or if enough fail together again.
    /// </summary>
    public static StormState Observe(StormState state, IEnumerable<StormFailure> failures, DateTimeOffset now, GuardrailSettings settings)
    {
        state = state.AsOf(now);
        var counted = state.Recent.Concat(failures.Where(failure => failure.At > state.SettledAt))
            .GroupBy(failure => failure.Key, StringComparer.Ordinal)
            .Select(same => same.MaxBy(failure => failure.At)!)
            .OrderBy(failure => failure.At).ThenBy(failure => failure.Key, StringComparer.Ordinal)
            .ToList();
        var recent = counted.Where(failure => now - failure.At <= settings.StormWindow).ToList();
        var enough = recent.Count >= settings.StormFailures;
        var prolonging = counted.Where(failure => enough || !IsRepeated(state, failure));
        var next = state with { Recent = [.. recent], LastAt = prolonging.Select(failure => failure.At).Append(state.LastAt).Max() };
        if (!next.Active && !enough) return next;
        return next with
        {
            Since = state.Since ?? recent[0].At,
            Members = [.. state.Members.Union(recent.Select(failure => failure.Key), StringComparer.Ordinal)],
        };
    }

    // A single guest that crashes again and again would keep the repairs of all others waiting.
    private static bool IsRepeated(StormState state, StormFailure failure) =>
        state.Active && state.Members.Contains(failure.Key, StringComparer.Ordinal);

    /// <summary>Ends a storm whose calm period has passed.</summary>
    public static StormState Settle(StormState state, DateTimeOffset now, GuardrailSettings settings) =>
        state.AsOf(now) is var known && known.Active && now >= EndsAt(known, settings) ? Ended(known, now) : known;

    /// <summary>Ends a storm on behalf of a person. The failures that belonged to it do not start it again.</summary>
    public static StormState EndByHand(StormState state, DateTimeOffset now) => state.Active ? Ended(state, now) : state;

    /// <summary>When the storm ends if no further failure occurs.</summary>
    public static DateTimeOffset EndsAt(StormState state, GuardrailSettings settings) => state.LastAt + settings.StormCalm;

    private static StormState Ended(StormState state, DateTimeOffset now) =>
        StormState.Calm with { LastAt = state.LastAt, SettledAt = now };
}

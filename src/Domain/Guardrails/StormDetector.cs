using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// Many failures within seconds have one cause that no restart mends, and restarting everything at once makes it worse. So acting stops,
/// one parent incident tells people, and it goes on after calm or by hand.
/// </summary>
public static class StormDetector
{
    /// <summary>
    /// The failures among open incidents that a runbook answers: what holds now and nothing explains or covers, counted from when it came.
    /// A guest that crashes with four others belongs to them though its incident stood open since it crashed an hour ago; one that is quiet
    /// by now does not. What the storm itself covers goes on to count, so that a storm in which more fails goes on.
    /// </summary>
    public static IEnumerable<StormFailure> FailuresAmong(IEnumerable<Incident> repairable) => repairable
        .Where(incident => incident.ConditionHolds && !incident.Suppressions.Any(held => held.SuspendsRepair && !StormReach.IsSource(held)))
        .Select(incident => new StormFailure(incident.Key, incident.BeganAt));

    /// <summary>Takes failures in. The same failure again changes nothing, nor does one that belonged to an earlier storm.</summary>
    public static StormState Observe(StormState state, IEnumerable<StormFailure> failures, DateTimeOffset now, GuardrailSettings settings)
    {
        state = state.AsOf(now);
        var counted = state.Recent.Concat(failures.Where(failure => failure.At > state.SettledAt))
            .GroupBy(failure => failure.Key, StringComparer.Ordinal)
            .Select(same => same.MaxBy(failure => failure.At)!)
            .OrderBy(failure => failure.At).ThenBy(failure => failure.Key, StringComparer.Ordinal)
            .ToList();
        var recent = counted.Where(failure => now - failure.At <= settings.StormWindow).ToList();
        var next = state
            with
        { Recent = [.. recent], LastAt = counted.Count == 0 || counted[^1].At < state.LastAt ? state.LastAt : counted[^1].At };
        if (!next.Active && recent.Count < settings.StormFailures) return next;
        return next with
        {
            Since = state.Since
                ?? recent[0].At,
            Members = [.. state.Members.Union(recent.Select(failure => failure.Key), StringComparer.Ordinal)]
        };
    }

    /// <summary>Lets time pass: a storm ends after calm.</summary>
    public static StormState Settle(StormState state, DateTimeOffset now, GuardrailSettings settings) =>
        state.AsOf(now) is var known && known.Active && now >= EndsAt(known, settings) ? Ended(known, now) : known;

    /// <summary>A person ends it; what belonged to it does not start it again.</summary>
    public static StormState EndByHand(StormState state, DateTimeOffset now) => state.Active ? Ended(state, now) : state;

    /// <summary>When it ends if nothing more fails.</summary>
    public static DateTimeOffset EndsAt(StormState state, GuardrailSettings settings) => state.LastAt + settings.StormCalm;

    private static StormState Ended(StormState state, DateTimeOffset now) =>
        StormState.Calm with { LastAt = state.LastAt, SettledAt = now };
}

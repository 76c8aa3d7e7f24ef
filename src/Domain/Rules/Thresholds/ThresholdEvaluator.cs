using System.Globalization;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>Evaluates one sample of a metric against its ladder. Pure: the same arguments give the same verdict.</summary>
public static class ThresholdEvaluator
{
    /// <summary>
    /// Applies the most severe rule that the sample raises. Otherwise an active violation stays within its hysteresis, steps down to a
    /// milder rule, or clears. Missing data changes nothing. A violation raised under older rules clears by the old or the current limit,
    /// whichever comes first. A disabled rule raises nothing, but clears.
    /// </summary>
    /// <param name="ladder">The rules for the metric.</param>
    /// <param name="state">The state before the sample.</param>
    /// <param name="share">The sample, 0 to 1; null if there is none.</param>
    /// <param name="now">When the sample was taken.</param>
    public static ThresholdVerdict Evaluate(ThresholdLadder ladder, ThresholdState state, double? share, DateTimeOffset now)
    {
        if (share is not { } value || double.IsNaN(value)) return new(state, null, null, "no data: nothing is raised or cleared");

        var (current, violation, clearing) = Current(ladder, state, value, now);
        PendingViolation? pending = null;
        string? waiting = null;
        foreach (var rule in ladder.Rules)
        {
            if (current == rule) break;
            if (value <= rule.RaiseAt || !rule.Enabled) continue;

            var hold = Hold(rule, state.Pending, now);
            if (IsComplete(rule, hold, now))
                return Settle(state, Begin(rule, now, value), pending, value, $"{Percent(value)} is above {Percent(rule.RaiseAt)}");

            pending = hold with { Next = pending };
            waiting ??= $"{Percent(value)} is above {Percent(rule.RaiseAt)}, held for {Progress(rule, hold, now)}";
        }

        if (clearing is not null) pending = clearing with { Next = pending };
        return Settle(state, violation, pending, value, waiting ?? Describe(ladder, state, current, value));
    }

    private static (ThresholdRule? Rule, ThresholdViolation? Violation, PendingViolation? Clearing) Current(
        ThresholdLadder ladder, ThresholdState state, double value, DateTimeOffset now)
    {
        if (state.Firing is not { } firing) return default;
        var reached = false;
        foreach (var rule in ladder.Rules)
        {
            var own = rule.Condition == firing.Condition;
            reached |= own;
            if (!reached) continue;
            if (!own && !rule.Enabled) continue;
            if (value > (own ? ClearAt(rule, firing) : rule.ClearAt)) return (rule, own ? firing : Begin(rule, now, value), null);
            if (!own || rule.KeepFiringFor <= TimeSpan.Zero) continue;

            var hold = Hold(rule, state.Pending, now);
            if (now - hold.Since < rule.KeepFiringFor) return (rule, firing, hold);
        }

        return default;
    }

    private static ThresholdViolation Begin(ThresholdRule rule, DateTimeOffset now, double value) =>
        new(rule.Condition, rule.Severity, now, value, rule.ClearAt);

    private static PendingViolation Hold(ThresholdRule rule, PendingViolation? pending, DateTimeOffset now)
    {
        for (var hold = pending; hold is not null; hold = hold.Next)
        {
            if (hold.Condition == rule.Condition) return hold with { Samples = hold.Samples + 1, Next = null };
        }

        return new(rule.Condition, now, 1);
    }

    private static bool IsComplete(ThresholdRule rule, PendingViolation hold, DateTimeOffset now) =>
        hold.Samples >= rule.ForSamples && now - hold.Since >= rule.For;

    private static string Progress(ThresholdRule rule, PendingViolation hold, DateTimeOffset now) =>
        hold.Samples < rule.ForSamples
            ? string.Create(CultureInfo.InvariantCulture, $"{hold.Samples} of {Humanize.Count(rule.ForSamples, "sample")}")
            : $"{Humanize.Span(now - hold.Since)} of {Humanize.Span(rule.For)}";

    private static ThresholdVerdict Settle(
        ThresholdState before, ThresholdViolation? firing, PendingViolation? pending, double value, string reason)
    {
        var was = before.Firing;
        var changed = was?.Condition != firing?.Condition;
        return new(new(firing, pending), changed ? firing : null, changed ? was : null, reason) { Value = value };
    }

    private static string Describe(ThresholdLadder ladder, ThresholdState before, ThresholdRule? current, double value)
    {
        if (current is { } rule)
        {
            var clearAt = before.Firing is { } firing && firing.Condition == rule.Condition ? ClearAt(rule, firing) : rule.ClearAt;
            return value > clearAt
                ? $"{Percent(value)} is not yet at or below {Percent(clearAt)}"
                : $"{Percent(value)} is low again, kept firing for {Humanize.Span(rule.KeepFiringFor)}";
        }

        return before.Firing is { } was
            ? Cleared(ladder.Rules.FirstOrDefault(rule => rule.Condition == was.Condition), was, value)
            : $"{Percent(value)} is within limits";
    }

    private static string Cleared(ThresholdRule? rule, ThresholdViolation was, double value)
    {
        if (rule is null) return $"{Percent(value)}, and no rule watches it any more";
        var text = $"{Percent(value)} is at or below {Percent(ClearAt(rule, was))}";
        if (was.ClearAt is not { } then || then.Equals(rule.ClearAt)) return text;
        return then > rule.ClearAt
            ? $"{text}, the limit when it was raised"
            : $"{text}, the limit now; it was {Percent(then)} when it was raised";
    }

    private static double ClearAt(ThresholdRule rule, ThresholdViolation firing) => Math.Max(rule.ClearAt, firing.ClearAt ?? rule.ClearAt);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}

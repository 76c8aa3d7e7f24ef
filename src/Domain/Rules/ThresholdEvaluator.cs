using System.Globalization;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Judges one sample of a figure against its ladder. Pure: the same arguments give the same verdict.</summary>
public static class ThresholdEvaluator
{
    /// <summary>
    /// Takes the most severe rule that the sample raises; without one, lets a standing violation stay inside its hysteresis,
    /// step down to a milder rule or clear. No data clears nothing and raises nothing.
    /// </summary>
    /// <param name="ladder">The rules on the figure.</param>
    /// <param name="state">Where it stood.</param>
    /// <param name="share">The sample, 0 to 1; null where there is none.</param>
    /// <param name="now">When the sample was taken.</param>
    public static ThresholdVerdict Evaluate(ThresholdLadder ladder, ThresholdState state, double? share, DateTimeOffset now)
    {
        if (share is not { } value) return new(state, null, null, "no data: nothing is raised or cleared");

        var standing = Standing(ladder, state.Firing, value, now);
        foreach (var rule in ladder.Rules)
        {
            if (standing.Rule == rule) break;
            if (value <= rule.RaiseAt) continue;

            var pending = Hold(rule, state.Pending, now);
            if (!Served(rule, pending, now))
                return Settle(state, standing, pending, value, $"{Percent(value)} is above {Percent(rule.RaiseAt)}; held for {pending.Samples} of {rule.ForSamples} samples");

            return Settle(state, (rule, new(rule.Condition, rule.Severity, now, value, now)), null, value, $"{Percent(value)} is above {Percent(rule.RaiseAt)}");
        }

        return Settle(state, standing, null, value, Describe(ladder, state, standing, value));
    }

    private static (ThresholdRule? Rule, ThresholdViolation? Violation) Standing(
        ThresholdLadder ladder, ThresholdViolation? firing, double value, DateTimeOffset now)
    {
        if (firing is null) return default;
        var reached = false;
        foreach (var rule in ladder.Rules)
        {
            var own = rule.Condition == firing.Condition;
            reached |= own;
            if (!reached) continue;
            if (value > rule.ClearAt)
                return (rule, own ? firing with { LastAbove = now } : new(rule.Condition, rule.Severity, now, value, now));
            if (own && now - firing.LastAbove < rule.KeepFiringFor) return (rule, firing);
        }

        return default;
    }

    private static PendingViolation Hold(ThresholdRule rule, PendingViolation? pending, DateTimeOffset now) =>
        pending?.Condition == rule.Condition ? pending with { Samples = pending.Samples + 1 } : new(rule.Condition, now, 1);

    private static bool Served(ThresholdRule rule, PendingViolation pending, DateTimeOffset now) =>
        pending.Samples >= rule.ForSamples && now - pending.Since >= rule.For;

    private static ThresholdVerdict Settle(
        ThresholdState before, (ThresholdRule? Rule, ThresholdViolation? Violation) standing, PendingViolation? pending, double value, string reason)
    {
        var was = before.Firing;
        var now = standing.Violation;
        var changed = was?.Condition != now?.Condition;
        return new(new(now, pending), changed ? now : null, changed ? was : null, reason) { Value = value };
    }

    private static string Describe(
        ThresholdLadder ladder, ThresholdState before, (ThresholdRule? Rule, ThresholdViolation? Violation) standing, double value)
    {
        if (standing.Rule is { } rule)
        {
            return value > rule.ClearAt
                ? $"{Percent(value)} is not yet at or below {Percent(rule.ClearAt)}"
                : $"{Percent(value)} is low again, kept firing for {rule.KeepFiringFor}";
        }

        return before.Firing is { } was
            ? $"{Percent(value)} is at or below {Percent(ClearAt(ladder, was.Condition))}"
            : $"{Percent(value)} is within limits";
    }

    private static double ClearAt(ThresholdLadder ladder, ConditionType condition) =>
        ladder.Rules.FirstOrDefault(rule => rule.Condition == condition)?.ClearAt ?? 1;

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}

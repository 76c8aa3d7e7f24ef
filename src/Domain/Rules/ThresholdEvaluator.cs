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
        if (share is not { } value || double.IsNaN(value)) return new(state, null, null, "no data: nothing is raised or cleared");

        var (standing, violation, leaving) = Standing(ladder, state, value, now);
        PendingViolation? pending = null;
        string? waiting = null;
        foreach (var rule in ladder.Rules)
        {
            if (standing == rule) break;
            if (value <= rule.RaiseAt) continue;

            var hold = Hold(rule, state.Pending, now);
            if (Served(rule, hold, now))
                return Settle(state, new(rule.Condition, rule.Severity, now, value), pending, value, $"{Percent(value)} is above {Percent(rule.RaiseAt)}");

            pending = hold with { Next = pending };
            waiting ??= $"{Percent(value)} is above {Percent(rule.RaiseAt)}, held for {Progress(rule, hold, now)}";
        }

        if (leaving is not null) pending = leaving with { Next = pending };
        return Settle(state, violation, pending, value, waiting ?? Describe(ladder, state, standing, value));
    }

    private static (ThresholdRule? Rule, ThresholdViolation? Violation, PendingViolation? Leaving) Standing(
        ThresholdLadder ladder, ThresholdState state, double value, DateTimeOffset now)
    {
        if (state.Firing is not { } firing) return default;
        var reached = false;
        foreach (var rule in ladder.Rules)
        {
            var own = rule.Condition == firing.Condition;
            reached |= own;
            if (!reached) continue;
            if (value > rule.ClearAt) return (rule, own ? firing : new(rule.Condition, rule.Severity, now, value), null);
            if (!own || rule.KeepFiringFor <= TimeSpan.Zero) continue;

            var hold = Hold(rule, state.Pending, now);
            if (now - hold.Since < rule.KeepFiringFor) return (rule, firing, hold);
        }

        return default;
    }

    private static PendingViolation Hold(ThresholdRule rule, PendingViolation? pending, DateTimeOffset now)
    {
        for (var hold = pending; hold is not null; hold = hold.Next)
        {
            if (hold.Condition == rule.Condition) return hold with { Samples = hold.Samples + 1, Next = null };
        }

        return new(rule.Condition, now, 1);
    }

    private static bool Served(ThresholdRule rule, PendingViolation hold, DateTimeOffset now) =>
        hold.Samples >= rule.ForSamples && now - hold.Since >= rule.For;

    private static string Progress(ThresholdRule rule, PendingViolation hold, DateTimeOffset now) =>
        hold.Samples < rule.ForSamples
            ? string.Create(CultureInfo.InvariantCulture, $"{hold.Samples} of {rule.ForSamples} samples")
            : $"{now - hold.Since} of {rule.For}";

    private static ThresholdVerdict Settle(
        ThresholdState before, ThresholdViolation? firing, PendingViolation? pending, double value, string reason)
    {
        var was = before.Firing;
        var changed = was?.Condition != firing?.Condition;
        return new(new(firing, pending), changed ? firing : null, changed ? was : null, reason) { Value = value };
    }

    private static string Describe(ThresholdLadder ladder, ThresholdState before, ThresholdRule? standing, double value)
    {
        if (standing is { } rule)
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

using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>Describes the state of a metric on its ladder, rule by rule. Decides nothing.</summary>
public static class ThresholdText
{
    /// <summary>The assessment of each rule after a sample.</summary>
    /// <param name="ladder">The rules for the metric.</param>
    /// <param name="after">The state after the sample.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="share">The sample, 0 to 1, or null.</param>
    /// <param name="node">The affected node, or null.</param>
    public static ImmutableArray<Assessment> Of(
        ThresholdLadder ladder, ThresholdState after, EntityId entity, double? share, string? node) =>
        [.. ladder.Rules.Select(rule => Of(rule, after, entity, share is { } value && double.IsNaN(value) ? null : share, node))];

    private static Assessment Of(ThresholdRule rule, ThresholdState after, EntityId entity, double? share, string? node)
    {
        var firing = after.Firing is { } violation && violation.Condition == rule.Condition ? violation : null;
        var clearAt = Math.Max(rule.ClearAt, firing?.ClearAt ?? rule.ClearAt);
        var hold = Hold(rule, after.Pending, clearing: firing is not null);
        var (presence, reason) = (firing, share) switch
        {
            ({ }, null) => (Presence.Unknown, "there is no data to clear it"),
            ({ }, { } value) when value > clearAt => (Presence.Present, $"{Percent(value)} is not yet at or below {Percent(clearAt)}"),
            ({ }, { } value) =>
                (Presence.Present, $"{Percent(value)} is low again, kept firing for {Humanize.Span(rule.KeepFiringFor)}{Since(hold)}"),
            _ when !rule.Enabled => (Presence.Absent, "the rule is disabled"),
            (null, null) => (Presence.Unknown, "there is no data"),
            (null, { } value) when hold is not null =>
                (Presence.Unknown, $"{Percent(value)} is above {Percent(rule.RaiseAt)}: {Progress(hold)}"),
            (null, { } value) when value > rule.RaiseAt =>
                (Presence.Absent,
                    $"{Percent(value)} is above {Percent(rule.RaiseAt)}, but {after.Firing?.Condition.ToName() ?? "a harder rule"} "
                        + $"covers it"),
            (null, { } value) => (Presence.Absent, $"{Percent(value)} is not above {Percent(rule.RaiseAt)}"),
        };
        return new(rule.Condition, entity, presence, rule.Severity, "", reason)
        {
            Value = share,
            Node = node,
            IsThreshold = true,
            Suspected = hold is not null && firing is null,
            Hold = hold,
            Edges = new(share, rule.RaiseAt, clearAt),
            Evidence = [new("value", share is { } figure ? Percent(figure) : null)],
            Exemption = rule.Enabled ? null : new("disabled", "the configuration switches it off"),
        };
    }

    private static HoldProgress? Hold(ThresholdRule rule, PendingViolation? pending, bool clearing)
    {
        for (var hold = pending; hold is not null; hold = hold.Next)
        {
            if (hold.Condition == rule.Condition)
                return new(hold.Since, hold.Samples, clearing ? 1 : rule.ForSamples, clearing ? rule.KeepFiringFor : rule.For, clearing);
        }

        return null;
    }

    private static string Progress(HoldProgress hold)
    {
        var samples = hold.OfSamples > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{hold.Samples} of {hold.OfSamples} samples") : null;
        var time = hold.For > TimeSpan.Zero ? $"to be held for {Humanize.Span(hold.For)}" : null;
        return string.Join(", ", new[] { samples, time }.OfType<string>()) + Since(hold);
    }

    private static string Since(HoldProgress? hold) =>
        hold is null ? "" : string.Create(CultureInfo.InvariantCulture, $", since {hold.Since.UtcDateTime:HH:mm:ss}");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}

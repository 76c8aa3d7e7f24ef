using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>
/// Combines a threshold ladder with a ledger. A firing rule is an active condition in the ledger, so a restart loses only incomplete holds.
/// </summary>
public static class ThresholdWatch
{
    /// <summary>Evaluates a sample of one metric of an entity.</summary>
    /// <param name="ledger">The ledger of the entity's owner.</param>
    /// <param name="ladder">The rules for the metric.</param>
    /// <param name="pending">The incomplete holds returned by the previous call; null for none.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="subject">The metric's name for people: <c>root disk of pve1</c>.</param>
    /// <param name="share">The sample, 0 to 1, or null.</param>
    /// <param name="node">The affected node, or null.</param>
    /// <param name="now">When the sample was taken.</param>
    /// <param name="remark">A remark on the sample, as text; null for none.</param>
    public static ThresholdWatchResult Judge(
        ConditionLedger ledger, ThresholdLadder ladder, PendingViolation? pending,
        EntityId entity, string subject, double? share, string? node, DateTimeOffset now, string? remark = null)
    {
        var firing = Firing(ledger, ladder, entity);
        var verdict = ThresholdEvaluator.Evaluate(ladder, new(firing, pending), share, now);

        if (verdict.Cleared is { } cleared)
        {
            var rule = Rule(ladder, cleared.Condition);
            var why = verdict.Raised is { } next
                ? $"{next.Condition.ToName()} has taken its place: {verdict.Reason}"
                : $"{verdict.Reason}; {Above(cleared.Since, now)}";
            ledger = ledger.Apply(Step(ToAssessment(rule, Presence.Absent, subject, why), verdict.Raised), now);
        }

        if (verdict.Raised is { } raised)
        {
            var assessment = ToAssessment(Rule(ladder, raised.Condition), Presence.Present, subject, verdict.Reason);
            ledger = ledger.Apply(Step(assessment, verdict.Cleared), now);
        }

        var assessments = ThresholdText.Of(ladder, verdict.State, entity, share, node);
        if (remark is not null) assessments = [.. assessments.Select(each => each with { Reason = WithRemark(each.Reason) })];
        return new(ledger, verdict.State.Pending, verdict.Reason) { Assessments = assessments };

        Assessment ToAssessment(ThresholdRule rule, Presence presence, string what, string reason) =>
            new(rule.Condition, entity, presence, rule.Severity, Title(what, share), WithRemark(reason))
            {
                Value = share,
                Node = node,
                IsThreshold = true,
                ClearAt = rule.ClearAt,
                Subject = what
            };

        string WithRemark(string reason) => remark is null ? reason : $"{reason} ({remark})";
    }

    /// <summary>Clears threshold conditions of an entity that is no longer measured.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="reason">The reason, as text.</param>
    /// <param name="now">The current time.</param>
    public static ConditionLedger End(ConditionLedger ledger, EntityId entity, string reason, DateTimeOffset now)
    {
        foreach (var active in ledger.Active.Where(active => active.Entity == entity && active.Value is not null))
            ledger = ledger.Apply(new(active.Condition, entity, Presence.Absent, active.Severity, "", reason) { IsThreshold = true }, now);
        return ledger;
    }

    /// <summary>The assessments in the current state, without evaluating another sample.</summary>
    public static ImmutableArray<Assessment> Read(
        ConditionLedger ledger, ThresholdLadder ladder, PendingViolation? pending, EntityId entity, double? share, string? node) =>
        ThresholdText.Of(ladder, new(Firing(ledger, ladder, entity), pending), entity, share, node);

    private static ThresholdViolation? Firing(ConditionLedger ledger, ThresholdLadder ladder, EntityId entity)
    {
        foreach (var rule in ladder.Rules)
        {
            if (ledger.Find(rule.Condition, entity) is { } active)
                return new(active.Condition, active.Severity, active.Since, active.Value ?? rule.RaiseAt, active.ClearAt);
        }

        return null;
    }

    private static ThresholdRule Rule(ThresholdLadder ladder, ConditionType condition) =>
        ladder.Rules.First(rule => rule.Condition == condition);

    private static Assessment Step(Assessment assessment, ThresholdViolation? other) =>
        assessment with { Counterpart = other?.Condition, CounterpartSeverity = other?.Severity };

    private static string Above(DateTimeOffset since, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"it had been above the limit for {Humanize.Span(now - since)}, since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}");

    // The title stays while the metric changes, so it states the event, not the current value.
    private static string Title(string subject, double? share) =>
        string.Create(CultureInfo.InvariantCulture, $"{subject} reached {share * 100:0.#} %");
}

/// <summary>The result of an evaluated sample.</summary>
/// <param name="Ledger">The new ledger, with undelivered findings.</param>
/// <param name="Pending">Incomplete holds, for the next call.</param>
/// <param name="Reason">The reason, as text.</param>
public sealed record ThresholdWatchResult(ConditionLedger Ledger, PendingViolation? Pending, string Reason)
{
    /// <summary>The assessment of each rule of the ladder.</summary>
    public ImmutableArray<Assessment> Assessments { get; init; } = [];
}

using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>
/// Brings a threshold ladder and a ledger together: what fires is what stands in the ledger, so a restart forgets nothing
/// but a hold that was not served.
/// </summary>
public static class ThresholdWatch
{
    /// <summary>Judges a sample of one figure of an entity.</summary>
    /// <param name="ledger">What stands on the entity's owner.</param>
    /// <param name="ladder">The rules on the figure.</param>
    /// <param name="pending">The holds not served yet, as the previous call answered them; null for none.</param>
    /// <param name="entity">The entity judged.</param>
    /// <param name="subject">What the figure is, for people: <c>root disk of pve1</c>.</param>
    /// <param name="share">The sample, 0 to 1, or null.</param>
    /// <param name="node">The node concerned, or null.</param>
    /// <param name="now">When the sample was taken.</param>
    /// <param name="remark">What must be said of the sample, in words; null for nothing.</param>
    public static ThresholdWatchResult Judge(
        ConditionLedger ledger, ThresholdLadder ladder, PendingViolation? pending,
        EntityId entity, string subject, double? share, string? node, DateTimeOffset now, string? remark = null)
    {
        var firing = Firing(ledger, ladder, entity);
        var verdict = ThresholdEvaluator.Evaluate(ladder, new(firing, pending), share, now);

        if (verdict.Cleared is { } cleared)
        {
            var rule = Rule(ladder, cleared.Condition);
            var why = verdict.Raised is { } next ? $"{next.Condition.ToName()} has taken its place: {verdict.Reason}"
                : $"{verdict.Reason}; {Above(cleared.Since, now)}";
            ledger = ledger.Apply(Say(rule, Presence.Absent, subject, why) with { Counterpart = verdict.Raised?.Condition }, now);
        }

        if (verdict.Raised is { } raised)
            ledger = ledger.Apply(
                Say(Rule(ladder, raised.Condition), Presence.Present, subject, verdict.Reason)
                    with
                { Counterpart = verdict.Cleared?.Condition }, now);
        var words = ThresholdText.Of(ladder, verdict.State, entity, share, node);
        return new(ledger, verdict.State.Pending, verdict.Reason)
        {
            Assessments = remark is null ? words : [.. words.Select(said => said with { Reason = Remarked(said.Reason) })]
        };

        Assessment Say(ThresholdRule rule, Presence presence, string what, string reason) =>
            new(rule.Condition, entity, presence, rule.Severity, Title(what, share), Remarked(reason))
            {
                Value = share,
                Node = node,
                IsThreshold = true,
                ClearAt = rule.ClearAt,
                Subject = what
            };

        string Remarked(string reason) => remark is null ? reason : $"{reason} ({remark})";
    }

    /// <summary>Ends what thresholds hold on an entity that is no longer measured.</summary>
    /// <param name="ledger">What stands.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="now">Now.</param>
    public static ConditionLedger End(ConditionLedger ledger, EntityId entity, string reason, DateTimeOffset now)
    {
        foreach (var active in ledger.Active.Where(active => active.Entity == entity && active.Value is not null))
            ledger = ledger.Apply(new(active.Condition, entity, Presence.Absent, active.Severity, "", reason) { IsThreshold = true }, now);
        return ledger;
    }

    /// <summary>What each rule says as things stand, without another sample being judged.</summary>
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

    private static string Above(DateTimeOffset since, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture, $"it had been above the limit for {Humanize.Span(now - since)}, since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}");

    // It stays while the figure moves on, so it says what happened, not what is.
    private static string Title(string subject, double? share) =>
        string.Create(CultureInfo.InvariantCulture, $"{subject} reached {share * 100:0.#} %");
}

/// <summary>What a judged sample came to.</summary>
/// <param name="Ledger">What stands now, with what is to be delivered.</param>
/// <param name="Pending">Holds not served yet; to be given to the next call.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record ThresholdWatchResult(ConditionLedger Ledger, PendingViolation? Pending, string Reason)
{
    /// <summary>What each rule of the ladder said.</summary>
    public ImmutableArray<Assessment> Assessments { get; init; } = [];
}

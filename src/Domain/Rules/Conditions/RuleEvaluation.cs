using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>The state of a rule on an entity.</summary>
public enum RuleVerdict
{
    /// <summary>It could not be judged.</summary>
    Unknown,

    /// <summary>Nothing is wrong.</summary>
    Ok,

    /// <summary>Something looks wrong, but the condition is not active yet: a hold or a confirmation is pending.</summary>
    Pending,

    /// <summary>Its condition is active.</summary>
    Firing,
}

/// <summary>
/// The result of a rule's latest evaluation. It is derived only from the rule's <see cref="Assessment"/> and the
/// <see cref="ConditionLedger"/>, so it cannot differ from what was detected.
/// </summary>
[GenerateSerializer, Immutable, Alias("judgement")]
public sealed record RuleEvaluation
{
    /// <summary>The condition that the rule watches for.</summary>
    [Id(0)] public required ConditionType Condition { get; init; }

    /// <summary>The entity that was judged.</summary>
    [Id(1)] public required EntityId Entity { get; init; }

    /// <summary>The state of the rule.</summary>
    [Id(2)] public required RuleVerdict Verdict { get; init; }

    /// <summary>The reason, as text for people.</summary>
    [Id(3)] public required string Reason { get; init; }

    /// <summary>The severity that it has or would have; null if the rule has not been evaluated yet.</summary>
    [Id(4)] public Severity? Severity { get; init; }

    /// <summary>When it was judged; null if it was not judged since the monitor started.</summary>
    [Id(5)] public DateTimeOffset? At { get; init; }

    /// <summary>When the condition became active or pending; null otherwise.</summary>
    [Id(6)] public DateTimeOffset? Since { get; init; }

    /// <summary>The progress of a hold; null if none is running.</summary>
    [Id(7)] public HoldProgress? Hold { get; init; }

    /// <summary>The inputs of the judgement.</summary>
    [Id(8)] public ImmutableArray<RuleInput> Evidence { get; init; } = [];

    /// <summary>The edges of a threshold; null for other rules.</summary>
    [Id(9)] public ThresholdEdges? Edges { get; init; }

    /// <summary>What exempts the entity from the rule; null if nothing does.</summary>
    [Id(10)] public Exemption? Exemption { get; init; }

    /// <summary>Combines a rule's assessment with the ledger after it was applied.</summary>
    /// <param name="said">The rule's assessment.</param>
    /// <param name="ledger">The active conditions of the entity's owner.</param>
    /// <param name="at">When it was assessed.</param>
    public static RuleEvaluation Of(Assessment said, ConditionLedger ledger, DateTimeOffset at)
    {
        var standing = ledger.Find(said.Condition, said.Entity);
        var verdict = (standing, said.Presence) switch
        {
            ({ }, _) => RuleVerdict.Firing,
            (null, Presence.Absent) => RuleVerdict.Ok,
            // Present, but not applied yet: the next evaluation applies it.
            (null, Presence.Present) => RuleVerdict.Pending,
            _ => said.Suspected ? RuleVerdict.Pending : RuleVerdict.Unknown,
        };
        return new()
        {
            Condition = said.Condition,
            Entity = said.Entity,
            Verdict = verdict,
            Reason = standing is not null && said.Presence != Presence.Present ? $"it is active ({standing.Reason}); now: {said.Reason}"
                : said.Reason,
            Severity = standing?.Severity ?? said.Severity,
            At = at,
            Since = standing?.Since ?? (verdict == RuleVerdict.Pending ? said.Hold?.Since : null),
            Hold = said.Hold,
            Evidence = said.Evidence,
            Edges = said.Edges,
            Exemption = said.Exemption,
        };
    }

    /// <summary>Returns the result for an active condition that was not judged since the monitor started.</summary>
    public static RuleEvaluation Of(ActiveCondition standing) => new()
    {
        Condition = standing.Condition,
        Entity = standing.Entity,
        Verdict = RuleVerdict.Firing,
        Reason = $"{standing.Reason} (not judged again since the monitor started)",
        Severity = standing.Severity,
        Since = standing.Since,
    };
}

/// <summary>An input of a rule's judgement.</summary>
/// <param name="Name">Its name, such as <c>status</c>.</param>
/// <param name="Value">Its value as text; null if it was missing.</param>
[GenerateSerializer, Immutable, Alias("evidence")]
public sealed record RuleInput([property: Id(0)] string Name, [property: Id(1)] string? Value);

/// <summary>The progress of a hold.</summary>
/// <param name="Since">The first sample on that side.</param>
/// <param name="Samples">Samples on that side in a row.</param>
/// <param name="OfSamples">How many samples are required; 1 if the number does not matter.</param>
/// <param name="For">How long the hold takes; zero if time does not matter.</param>
/// <param name="Clearing">True if the hold clears the condition; false if it raises it.</param>
[GenerateSerializer, Immutable, Alias("hold-progress")]
public sealed record HoldProgress(
    [property: Id(0)] DateTimeOffset Since,
    [property: Id(1)] int Samples,
    [property: Id(2)] int OfSamples,
    [property: Id(3)] TimeSpan For,
    [property: Id(4)] bool Clearing);

/// <summary>A threshold's edges and what was measured.</summary>
/// <param name="Value">The share, 0 to 1; null if there was none.</param>
/// <param name="RaiseAt">Raises above this share.</param>
/// <param name="ClearAt">Clears at or below this share.</param>
[GenerateSerializer, Immutable, Alias("threshold-edges")]
public sealed record ThresholdEdges([property: Id(0)] double? Value, [property: Id(1)] double RaiseAt, [property: Id(2)] double ClearAt);

/// <summary>What exempts an entity from a rule by itself, without any incident.</summary>
/// <param name="Kind">What kind: <c>disabled</c>, <c>template</c> or <c>policy</c>.</param>
/// <param name="Reason">The reason, as text for people.</param>
[GenerateSerializer, Immutable, Alias("exemption")]
public sealed record Exemption([property: Id(0)] string Kind, [property: Id(1)] string Reason);

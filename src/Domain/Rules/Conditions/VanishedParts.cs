namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>
/// What one answer shows about things that have conditions: which it lists, which it names as disabled, and what it cannot show.
/// </summary>
public sealed record PartAnswer
{
    /// <summary>The conditions that it covers.</summary>
    public required IReadOnlyCollection<ConditionType> Conditions { get; init; }

    /// <summary>The things that it lists.</summary>
    public required IReadOnlySet<EntityId> Listed { get; init; }

    /// <summary>Things that it names as not in use, with the reason as text.</summary>
    public IReadOnlyDictionary<EntityId, string> Off { get; init; } = new Dictionary<EntityId, string>();

    /// <summary>Whether it would list a thing that exists.</summary>
    public Func<EntityId, bool> Covers { get; init; } = static _ => true;

    /// <summary>Why it may omit a thing that exists; null if the omission is proof.</summary>
    public Func<EntityId, string?> Hidden { get; init; } = static _ => null;

    /// <summary>Describes what happened to a thing that is gone.</summary>
    public Func<EntityId, string> Gone { get; init; } = static _ => "removed";

    /// <summary>Whether a condition is active on a thing that it covers and does not list.</summary>
    public bool Lacks(ActiveCondition active) =>
        Conditions.Contains(active.Condition) && Covers(active.Entity) && !Listed.Contains(active.Entity);
}

/// <summary>
/// Ends the conditions of things that no longer exist: services, storages, certificates, guests, nodes. That requires proof: two complete
/// answers in a row without the thing, or one that names it as disabled. Without proof the condition stays active, and its reason says so.
/// </summary>
public sealed class VanishedParts
{
    /// <summary>How many complete answers in a row must omit a thing.</summary>
    public const int Answers = 2;

    private readonly Dictionary<(ConditionType Condition, EntityId Entity), int> _lacking = [];

    /// <summary>Judges the active conditions of everything that an answer does not list.</summary>
    /// <param name="ledger">The active conditions.</param>
    /// <param name="answer">The answer.</param>
    public IReadOnlyList<Assessment> Judge(ConditionLedger ledger, PartAnswer answer)
    {
        var lacking = ledger.Active.Where(answer.Lacks).ToList();
        foreach (var known in _lacking.Keys.Where(key => answer.Conditions.Contains(key.Condition) && answer.Covers(key.Entity)).ToList())
        {
            if (!lacking.Exists(active => (active.Condition, active.Entity) == known)) _lacking.Remove(known);
        }

        return [.. lacking.Select(active => Judge(active, answer))];
    }

    private Assessment Judge(ActiveCondition active, PartAnswer answer)
    {
        var key = (active.Condition, active.Entity);
        var (presence, reason) = Verdict(active.Entity, answer, _lacking.GetValueOrDefault(key) + 1);
        if (presence == Presence.Absent) _lacking.Remove(key);
        else if (answer.Hidden(active.Entity) is null) _lacking[key] = _lacking.GetValueOrDefault(key) + 1;
        return new(active.Condition, active.Entity, presence, active.Severity, "", reason);
    }

    private static (Presence Presence, string Reason) Verdict(EntityId entity, PartAnswer answer, int lacked)
    {
        if (answer.Off.TryGetValue(entity, out var off)) return (Presence.Absent, $"it is gone: {off}");
        if (answer.Hidden(entity) is { } hidden) return (Presence.Unknown, $"the latest answer lacks it, which proves nothing: {hidden}");
        return lacked >= Answers
            ? (Presence.Absent, $"it is gone: {answer.Gone(entity)}")
            : (Presence.Unknown, "the latest answer lacks it; if the next one does too, it is gone");
    }
}

using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Explain;

/// <summary>
/// What rules said last, rule by rule and entity by entity. Kept in memory only: after a restart it fills with the next looks.
/// </summary>
public sealed class RuleBook
{
    private readonly Dictionary<(ConditionType Condition, EntityId Entity), (Assessment Said, DateTimeOffset At)> _said = [];

    /// <summary>Notes what was said.</summary>
    public void Note(IEnumerable<Assessment> said, DateTimeOffset at)
    {
        foreach (var assessment in said) _said[(assessment.Condition, assessment.Entity)] = (assessment, at);
    }

    /// <summary>Notes everything that was said of some conditions at one look; what is not among it is no longer there.</summary>
    public void Replace(IReadOnlyCollection<ConditionType> conditions, IReadOnlyCollection<Assessment> said, DateTimeOffset at)
    {
        foreach (var key in _said.Keys.Where(key => conditions.Contains(key.Condition)).ToList()) _said.Remove(key);
        Note(said.Where(assessment => conditions.Contains(assessment.Condition)), at);
    }

    /// <summary>The current state of every rule that was judged and of every active condition.</summary>
    /// <param name="ledger">The active conditions.</param>
    public IEnumerable<RuleEvaluation> Read(ConditionLedger ledger) => _said.Values
        .Select(entry => RuleEvaluation.Of(entry.Said, ledger, entry.At))
        .Concat(ledger.Active.Where(active => !_said.ContainsKey((active.Condition, active.Entity))).Select(RuleEvaluation.Of));

    /// <summary>What was said of one condition on one entity, or null.</summary>
    public RuleEvaluation? Read(ConditionLedger ledger, ConditionType condition, EntityId entity) =>
        _said.TryGetValue((condition, entity), out var entry) ? RuleEvaluation.Of(entry.Said, ledger, entry.At) : null;

    /// <summary>Says that a look failed, for a part whose rules then stay as they were.</summary>
    public ImmutableDictionary<ConditionType, string> Unread { get; set; } = ImmutableDictionary<ConditionType, string>.Empty;
}
